import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import type { Services } from '#platform/context/server/context.ts';
import type { RowProblem } from './parseRow.ts';

/** What is wrong, in a language; choices by their names. */
export function explainProblem(
  services: Services,
  object: ObjectDefinition | undefined,
  { path, code, details }: Pick<RowProblem, 'path' | 'code' | 'details'>,
  locale: string,
): string {
  const options = object?.fields[path]?.options;
  const named =
    object && options
      ? {
          options: options
            .map((option) => nameOf(services, locale, { key: `choice.${object.name}.${path}.${option}`, option }))
            .join(locale === 'en' ? ', ' : '、'),
        }
      : {};
  return services.translate(locale, `error.${code}`, { ...details, ...named });
}

function nameOf(services: Services, locale: string, { key, option }: { key: string; option: string }): string {
  const word = services.translate(locale, key);
  return word === key ? option : word;
}
