/** The words of the service that every page says alike. */
export default {
  'desk.role.driver': '司机',
  'desk.role.porter': '搬运工',
  'desk.role.sales': '业务员',
  'desk.role.venue': '店家',
  'desk.role.supervisor': '主管',
  'desk.role.manager': '经理',
  'desk.role.admin': '管理员',
  'desk.role.depot': '仓库',
  'desk.word.depot': '仓库',
  'desk.word.crew': '班组',
  'desk.word.venue': '店家',
  'desk.word.date': '日期',
  'desk.word.from': '从',
  'desk.word.to': '到',
  'desk.word.yes': '是',
  'desk.word.no': '否',
} as const
