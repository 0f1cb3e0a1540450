import checks from './checks'
import complaints from './complaints'
import crews from './crews'
import custody from './custody'
import figures from './figures'
import frame from './frame'
import imports from './imports'
import mine from './mine'
import people from './people'
import plan from './plan'
import reports from './reports'
import runs from './runs'
import samples from './samples'
import settings from './settings'
import standards from './standards'
import venues from './venues'
import warnings from './warnings'
import words from './words'

export default {
  ...checks,
  ...complaints,
  ...crews,
  ...custody,
  ...figures,
  ...frame,
  ...imports,
  ...mine,
  ...people,
  ...plan,
  ...reports,
  ...runs,
  ...samples,
  ...settings,
  ...standards,
  ...venues,
  ...warnings,
  ...words,
}
