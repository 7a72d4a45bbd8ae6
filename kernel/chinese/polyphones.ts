/**
 * Characters that names of people, companies and places read in several ways, tones aside. Readings that occur in
 * classical texts only (份 as bin, 广 as an) are left out: they would only add variants that nobody types.
 */
const table = `
长chang,zhang 重zhong,chong 行xing,hang 乐le,yue 曾zeng,ceng 单dan,shan 解jie,xie 仇chou,qiu 区qu,ou 朴piao,pu 查cha,zha
盖gai,ge 翟zhai,di 尉wei,yu 缪miao,mou,miu 万wan,mo 会hui,kuai 车che,ju 石shi,dan 朝chao,zhao 调diao,tiao 传chuan,zhuan
弹dan,tan 降jiang,xiang 系xi,ji 校xiao,jiao 种zhong,chong 参can,shen 都du,dou 厦xia,sha 宿su,xiu 省sheng,xing
盛sheng,cheng 提ti,di 说shuo,shui 藏cang,zang 贾jia,gu 覃qin,tan 晟sheng,cheng 冼xian,xi 洗xi,xian 召zhao,shao 员yuan,yun
秘mi,bi 乘cheng,sheng 涌yong,chong 蚌bang,beng 埔pu,bu 堡bao,pu,bu 泊bo,po 六liu,lu 陆lu,liu 巷xiang,hang 歙she,xi
铅qian,yan 陂bei,pi,po 番fan,pan 给gei,ji 角jiao,jue 咖ka,ga 卡ka,qia 佛fo,fu 奇qi,ji 期qi,ji 强qiang,jiang 茄qie,jia
圈quan,juan 汤tang,shang 便bian,pian 扁bian,pian 屏ping,bing 折zhe,she 核he,hu 虹hong,jiang 红hong,gong 夹jia,ga
将jiang,qiang 劲jin,jing 莞guan,wan 龟gui,qiu,jun 吁yu,xu 蛤ha,ge 勒le,lei 绿lv,lu 率lv,shuai 脉mai,mo 模mo,mu 曝pu,bao
塞sai,se 色se,shai 杉shan,sha 什shi,shen 识shi,zhi 属shu,zhu 拓tuo,ta 屯tun,zhun 圩wei,xu 尾wei,yi 遗yi,wei 蔚wei,yu
血xue,xie 畜xu,chu 叶ye,xie 艾ai,yi 约yue,yao 择ze,zhai 扎zha,za 粘zhan,nian 著zhu,zhe 乾qian,gan 综zong,zeng 柞zuo,zha
阿a,e 伯bo,bai 柏bai,bo 剥bo,bao 薄bo,bao 伽jia,qie,ga 谌chen,shen 郗xi,chi 乜nie,mie 祭ji,zhai 句ju,gou 洞dong,tong
侗dong,tong 度du,duo 囤tun,dun 恶e,wu 贲ben,bi 繁fan,po 冯feng,ping 还hai,huan 稽ji,qi 大da,dai 沈shen,chen 俞yu,shu
许xu,hu 合he,ge 和he,huo 家jia,jie 地di,de 谷gu,yu 食shi,si 莫mo,mu 娜na,nuo 内nei,na 殷yin,yan 莎sha,suo 澄cheng,deng
茜qian,xi 券quan,xuan 思si,sai 褚chu,zhu 牟mou,mu 纤xian,qian 尿niao,sui 露lu,lou 熟shu,shou 见jian,xian 柜gui,ju 栖qi,xi
了liao,le 筠yun,jun 颉jie,xie 读du,dou 仔zi,zai 觉jue,jiao 纶lun,guan 亲qin,qing 戏xi,hu 暴bao,pu 雀que,qiao 禅chan,shan
那na,nei 腊la,xi 浚jun,xun 浅qian,jian 虾xia,ha 壳ke,qiao 适shi,kuo 炮pao,bao 剡shan,yan 镐gao,hao 隽jun,juan 栎li,yue
棱leng,ling 峒tong,dong 脚jiao,jue 落luo,la,lao 钥yao,yue 浒hu,xu 峙zhi,shi 槟bing,bin 郇xun,huan 莘shen,xin 枞zong,cong
荥xing,ying 漯luo,ta 仡ge,yi 幢zhuang,chuang 匙chi,shi 抹mo,ma 弄nong,long 吓xia,he 宓mi,fu 蕃fan,bo 坻di,chi 涡wo,guo
渑mian,sheng 泌mi,bi 犍jian,qian 宕dang,tan 碌lu,liu 称cheng,chen 且qie,ju 呱gua,gu 旁pang,bang 络luo,lao 革ge,ji
氏shi,zhi 隗wei,kui 似si,shi 轧ya,zha,ga 蔓man,wan 佴nai,er 郄qie,xi
`;

/** All readings by character, the common one first; a character that is not here has one. */
export const polyphones: ReadonlyMap<string, readonly string[]> = new Map(
  table.split(/\s+/).flatMap((entry) => {
    const [character = '', ...letters] = entry;
    const readings = letters.join('').split(',');
    return character ? [[character, readings] as const] : [];
  }),
);
