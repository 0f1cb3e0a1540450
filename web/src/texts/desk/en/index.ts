import checks from './checks'
import complaints from './complaints'
import crews from './crews'
import figures from './figures'
import frame from './frame'
import reports from './reports'
import samples from './samples'
import warnings from './warnings'
import words from './words'

export default {
  ...checks,
  ...complaints,
  ...crews,
  ...figures,
  ...frame,
  ...reports,
  ...samples,
  ...warnings,
  ...words,
}
