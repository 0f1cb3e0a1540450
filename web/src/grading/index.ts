/** Grading on the phone: pure, no Vue, no network. */
export { ages, type Ages } from './ages'
export { contextOf, definitionOf, type Graded, onServersClock, type Own } from './context'
export { type OwnCheck, standing } from './day-facts'
export { allItems, applies, criticalCap, gradeCheck } from './grade'
export { bounds, isEmpty } from './grade-kinds'
export { inFront, productName } from './grade-lots'
export { blank, folded } from './texts'
export type * from './types'
