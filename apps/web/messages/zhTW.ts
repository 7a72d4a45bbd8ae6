const files = import.meta.glob<Record<string, string>>(['../../../modules/*/messages/zh-TW.json', '../../../platform/context/messages/zh-TW.json'], {
  eager: true,
  import: 'default',
});

export const messages: Record<string, string> = Object.assign({}, ...Object.values(files));
