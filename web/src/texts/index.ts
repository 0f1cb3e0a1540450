/** What the phone's pages say. The desk has texts of its own: `desk` imports nothing from here. */
export * from './language'
export { t, type TextKey } from './phone'
