/** What the phone's pages say. The desk has texts of its own: `desk` imports nothing from here. */
export * from './language'
export { isKey, t, type TextKey, named } from './phone'
