import frame from './frame'
import words from './words'

export default { ...frame, ...words }
