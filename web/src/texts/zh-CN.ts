/** The Chinese texts. They name the keys: a key that another language lacks fails the type check. */
export default {
  'app.name': 'crewcheck',
  'app.loading': '正在打开…',
  'app.language': '语言',
  'not-found.title': '没有这一页',
  'not-found.home': '回到今天',
} as const
