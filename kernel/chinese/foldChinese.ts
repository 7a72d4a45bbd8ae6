import { Converter } from 'opencc-js/t2cn';

const fromTraditional = Converter({ from: 't', to: 'cn' });
const fromTaiwan = Converter({ from: 'tw', to: 'cn' });
const fromHongKong = Converter({ from: 'hk', to: 'cn' });

/** Taiwan's standard takes 么 for a form of 幺; here it is the simplified 麼. */
const simplified = new Map([['么', '么']]);

/** Regional variants count only where they lead to another character than the standard ones do. */
function convert(character: string): string {
  for (const converter of [fromTraditional, fromTaiwan, fromHongKong]) {
    const converted = converter(character);
    if (converted !== character && fromTraditional(converted) === converted && Array.from(converted).length === 1) return converted;
  }
  return character;
}

/** One character, traditional or a regional variant, as its simplified form. */
export function simplify(character: string): string {
  const known = simplified.get(character);
  if (known !== undefined) return known;
  const made = convert(character);
  simplified.set(character, made);
  return made;
}

const han = /\p{Script=Han}/gu;

/** The form in which text is compared and searched: NFKC, lower case, simplified, single spaces. */
export function fold(text: string): string {
  const plain = text.normalize('NFKC').toLowerCase();
  return plain.replace(han, simplify).replace(/\s+/g, ' ').trim();
}
