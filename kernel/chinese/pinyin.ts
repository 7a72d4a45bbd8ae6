import { pinyin } from 'pinyin-pro';
import { simplify } from './foldChinese.ts';
import { polyphones } from './polyphones.ts';

const maxVariants = 4;

const han = /\p{Script=Han}/u;
const allHan = /\p{Script=Han}/gu;
const letterOrDigit = /[\p{L}\p{N}]/u;

/** Simplified but for characters such as 乾, whose simplified form has lost one of the readings. */
const toRead = (name: string) =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(allHan, (character) => (polyphones.has(character) ? character : simplify(character)));

const readingsByCharacter = new Map<string, readonly string[]>();

function readingsOf(character: string): readonly string[] {
  const known = readingsByCharacter.get(character);
  if (known) return known;
  const made = polyphones.get(character) ?? [readAlone(character)];
  readingsByCharacter.set(character, made);
  return made;
}

/** Letters and digits read as themselves; what has no reading drops out. */
function readAlone(character: string): string {
  if (!han.test(character)) return letterOrDigit.test(character) ? character : '';
  const read = pinyin(character, { toneType: 'none', v: true });
  return han.test(read) ? '' : read;
}

/** With the words around it: 银行 as yin hang. */
const readInContext = (text: string, person: boolean) => pinyin(text, { toneType: 'none', type: 'array', v: true, surname: person ? 'head' : 'off' });

/** All combinations while they are few; else the reading in context and those that differ from it in one place. */
function combine(characters: readonly string[], readings: readonly (readonly string[])[]): string[] {
  const count = readings.reduce((product, each) => product * each.length, 1);
  if (count === 1) return [readings.map((each) => each[0] ?? '').join('')];
  if (count <= maxVariants) {
    return readings.reduce<string[]>((starts, each) => starts.flatMap((start) => each.map((reading) => start + reading)), ['']);
  }
  const inContext = readInContext(characters.join(''), false);
  const first = readings.map((each, i) => {
    const said = inContext[i] ?? '';
    return each.find((reading) => reading === said) ?? each.find((reading) => said.startsWith(reading)) ?? each[0] ?? '';
  });
  const variants = new Set([first.join('')]);
  for (const [i, each] of readings.entries()) {
    for (const reading of each) {
      if (variants.size < maxVariants) variants.add([...first.slice(0, i), reading, ...first.slice(i + 1)].join(''));
    }
  }
  return [...variants];
}

const initials = new Map<string, readonly string[]>();

function initialsOfCharacter(character: string): readonly string[] {
  const known = initials.get(character);
  if (known) return known;
  const made = [...new Set(readingsOf(character).map((reading) => Array.from(reading)[0] ?? ''))];
  initials.set(character, made);
  return made;
}

/** First letters of the pinyin in all common readings, at most four: 长沙 as cs and zs; letters and digits stay. */
export function initialsOf(name: string): string[] {
  const characters = Array.from(toRead(name));
  return combine(characters, characters.map(initialsOfCharacter)).filter((variant) => variant !== '');
}

/** Pinyin without spaces in all common readings, at most four: changsha, zhangsha. */
export function fullPinyin(name: string): string[] {
  const characters = Array.from(toRead(name));
  return combine(characters, characters.map(readingsOf)).filter((variant) => variant !== '');
}

/** Syllables apart, so that 西安 (xi an) comes before 先 (xian); `person` reads a surname as one. */
export function pinyinSortKey(name: string, { person = false }: { person?: boolean } = {}): string {
  const syllables = pinyin(toRead(name).trim(), { toneType: 'none', type: 'array', v: true, nonZh: 'consecutive', surname: person ? 'head' : 'off' });
  return syllables
    .map((syllable) => syllable.trim())
    .filter((syllable) => syllable !== '')
    .join(' ');
}
