/** Words that people write in files, in simplified and traditional Chinese and English. */

/** How names of companies end. */
export const companyEnding =
  /(?:公司|有限|集团|集團|厂|廠|事务所|事務所|合作社|商行|商社|研究院|银行|銀行|株式会社|\b(?:inc|ltd|llc|llp|plc|corp|corporation|company|co|gmbh|ag|s\.?a|n\.?v|b\.?v|pty|group|limited|holdings?)\.?)\)?$/i;

const headerWords = new Set([
  'id',
  'name',
  'code',
  'email',
  'e-mail',
  'phone',
  'tel',
  'mobile',
  'address',
  'company',
  'customer',
  'date',
  'amount',
  'price',
  'quantity',
  'status',
  'type',
  'notes',
  'title',
  'city',
  'country',
  '编号',
  '編號',
  '代码',
  '代碼',
  '代號',
  '名称',
  '名稱',
  '姓名',
  '公司',
  '公司名称',
  '公司名稱',
  '客户',
  '客戶',
  '客户名称',
  '客戶名稱',
  '电话',
  '電話',
  '手机',
  '手機',
  '邮箱',
  '郵箱',
  '地址',
  '日期',
  '金额',
  '金額',
  '数量',
  '數量',
  '单价',
  '單價',
  '状态',
  '狀態',
  '类型',
  '類型',
  '备注',
  '備註',
  '序号',
  '序號',
  '行业',
  '行業',
  '联系人',
  '聯絡人',
]);

export const isHeaderWord = (cell: string): boolean => headerWords.has(cell.trim().toLowerCase());

/** Factors of ten written as words after a number. */
export const numberUnits: ReadonlyMap<string, number> = new Map([
  ['十', 1],
  ['百', 2],
  ['千', 3],
  ['k', 3],
  ['万', 4],
  ['萬', 4],
  ['m', 6],
  ['亿', 8],
  ['億', 8],
  ['兆', 12],
]);

/** What may stand around a number without changing it. */
export const countedThings = /(?:元整|元|圆|圓|块|塊|人|名|个|個|家|户|戶|台|件|次|年|张|張|套|箱)$/;
export const currencyMarks =
  /^(?:rmb|cny|usd|hkd|twd|ntd|eur|gbp|jpy|us\$|hk\$|nt\$|人民币|人民幣|美元|港币|港幣|新台币|新臺幣|台币|[¥￥$€£])\s*|\s*(?:rmb|cny|usd|hkd|twd|ntd|eur|gbp|jpy|人民币|人民幣|美元|港币|港幣|新台币|新臺幣|台币|[¥￥$€£])$/gi;

export const yesWords: ReadonlySet<string> = new Set(['true', 't', 'yes', 'y', '1', 'on', 'x', '是', '有', '对', '對', '真', '√', '✓', '✔', '☑']);
export const noWords: ReadonlySet<string> = new Set([
  'false',
  'f',
  'no',
  'n',
  '0',
  'off',
  '否',
  '无',
  '無',
  '没有',
  '沒有',
  '不是',
  '错',
  '錯',
  '假',
  '×',
  '✗',
  '✘',
  '☐',
]);

/** Instead of a value; not for text fields, where they may be meant. */
export const missingWords: ReadonlySet<string> = new Set(['null', 'n/a', 'na', 'nan', 'none', '-', '--', '—', '/', '\\n', '无', '無', '空', '未知']);

export const currencyNames: ReadonlyMap<string, string> = new Map([
  ...['人民币', '人民幣', '元', 'rmb', 'cnh', '￥', '¥'].map((name) => [name, 'CNY'] as const),
  ...['美元', '美金', '$', 'us$'].map((name) => [name, 'USD'] as const),
  ...['港币', '港幣', '港元', 'hk$'].map((name) => [name, 'HKD'] as const),
  ...['新台币', '新臺幣', '新台幣', '台币', '臺幣', '台幣', 'nt$', 'ntd'].map((name) => [name, 'TWD'] as const),
  ...['欧元', '歐元', '€'].map((name) => [name, 'EUR'] as const),
  ...['英镑', '英鎊', '£'].map((name) => [name, 'GBP'] as const),
  ...['日元', '日圆', '日圓', '円'].map((name) => [name, 'JPY'] as const),
  ...['韩元', '韓元', '韩圆', '韓圜'].map((name) => [name, 'KRW'] as const),
]);

/** Year, month and day as characters; 民國 counts from 1912. */
export const chineseDate = /^(民国|民國)?\s*(\d{1,4})\s*年\s*(\d{1,2})\s*月\s*(?:(\d{1,2})\s*[日号號]?)?$/;
export const rocMark = /^(?:民国|民國)\s*/;
export const morning = /(?:上午|凌晨|早上|am|a\.m\.)/i;
export const afternoon = /(?:下午|晚上|pm|p\.m\.)/i;

export const looksLikeDate =
  /^(?:(?:19|20)\d{2}[-/.年](?:0?[1-9]|1[0-2])(?:[-/.月](?:0?[1-9]|[12]\d|3[01])[日号號]?|月)?(?:[T\s]\d{1,2}:\d{2}.*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))$/;
export const looksLikePhone =
  /^(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}$|^\+\d[\d\s().x-]{6,}$|^\(?0\d{2,3}\)?[-\s]\d{7,8}(?:[-x转轉]\d+)?$|^\(?\d{3}\)?[-.\s]\d{3}[-.]\d{4}(?:x\d+)?$|^400[-\s]?\d{3}[-\s]?\d{4}$/;

/** The commonest characters of names, companies and addresses: a wrong decoding does not produce them. */
export const everydaySimplified = /[公司有限股份中国科技业电大新海上北京南市区路人名行金]/g;
export const everydayTraditional = /[公司有限股份中國科技業電大新海上北市區路人名行金台灣]/g;
