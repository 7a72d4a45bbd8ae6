const files = import.meta.glob<Record<string, string>>(['../../../modules/*/messages/zh-CN.json', '../../../platform/context/messages/zh-CN.json'], {
  eager: true,
  import: 'default',
});

export const messages: Record<string, string> = Object.assign({}, ...Object.values(files));
