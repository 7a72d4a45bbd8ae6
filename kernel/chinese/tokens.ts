import { fold } from './foldChinese.ts';

export interface SearchTexts {
  name: readonly string[];
  phones: readonly string[];
  other: readonly string[];
}

export interface QueryTokens {
  /** All of them must be present; none for a single letter or digit, which only initials can serve. */
  tokens: string[];
  /** Digits only: another set that will do, because digits are also parts of codes and names. */
  orTokens: string[];
  kind: 'han' | 'latin' | 'digits' | 'mixed';
  /** For the recheck: folded text contains it. */
  folded: string;
}

const notLetterOrDigit = /[^\p{L}\p{N}]+/gu;
const han = /\p{Script=Han}/u;

function addBigrams(run: string, tokens: Set<string>) {
  let before = '';
  for (const character of run) {
    if (before !== '') tokens.add(before + character);
    before = character;
  }
}

/** Neighbouring characters, and Han characters alone. */
function addPieces(run: string, tokens: Set<string>) {
  addBigrams(run, tokens);
  for (const character of run) if (character > '\u2e7f' && han.test(character)) tokens.add(character);
}

/** The significant digits of each number in a text: without +86, without an extension. */
export function phoneDigits(text: string): string[] {
  return text
    .normalize('NFKC')
    .split(/[|,;/、，；]|\s{2,}/)
    .map((part) => part.replace(/(?:x|ext\.?|转|轉|分机|分機|#).*$/i, '').replace(/\D/g, ''))
    .map((digits) => (/^(?:00)?86(?:1\d{10}|[2-9]\d{8,10})$/.test(digits) ? digits.replace(/^(?:00)?86/, '') : digits))
    .filter((digits) => digits.length >= 3);
}

/** What the column "tokens" holds: one and two neighbouring characters of the folded texts without spaces and signs, and parts of phone numbers after a #. */
export function searchTokens({ name, phones, other }: SearchTexts): string[] {
  const tokens = new Set<string>();
  for (const text of name) addPieces(fold(text).replace(notLetterOrDigit, ''), tokens);
  for (const text of other) addPieces(fold(text).replace(notLetterOrDigit, ''), tokens);
  for (const digits of phones.flatMap(phoneDigits)) {
    tokens
      .add(`#${digits.slice(-4)}`)
      .add(`#${digits.slice(0, 7)}`)
      .add(`#${digits}`);
  }
  return [...tokens];
}

/** The token of a number typed whole, or of its first seven or last four digits. */
function digitToken(digits: string): string {
  return digits.length >= 7 && digits.length < 11 ? `#${digits.slice(0, 7)}` : `#${digits}`;
}

function kindOf(text: string): QueryTokens['kind'] {
  if (/^\p{Nd}+$/u.test(text)) return 'digits';
  const withHan = han.test(text);
  const withOther = /[^\p{Script=Han}]/u.test(text);
  if (withHan) return withOther ? 'mixed' : 'han';
  return 'latin';
}

/** Words of a query may stand anywhere and in any order; inside a word every two neighbours must be neighbours. */
export function queryTokens(query: string): QueryTokens {
  const folded = fold(query);
  const words = folded.split(' ').map((word) => word.replace(notLetterOrDigit, ''));
  const kind = kindOf(words.join(''));
  const looksLikePhone = kind === 'digits' && /^[\d\s+().-]+$/.test(folded);
  const tokens = new Set<string>();
  for (const word of words) {
    const [first = '', second] = word;
    if (second === undefined && han.test(first)) tokens.add(first);
    addBigrams(word, tokens);
  }
  const number = looksLikePhone ? phoneDigits(folded)[0] : undefined;
  if (number === undefined) return { tokens: [...tokens], orTokens: [], kind, folded };
  return { tokens: [digitToken(number)], orTokens: [...tokens], kind, folded };
}
