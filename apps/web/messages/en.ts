const files = import.meta.glob<Record<string, string>>(['../../../modules/*/messages/en.json', '../../../platform/context/messages/en.json'], {
  eager: true,
  import: 'default',
});

export const messages: Record<string, string> = Object.assign({}, ...Object.values(files));
