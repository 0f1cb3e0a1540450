import complaints from './complaints'
import frame from './frame'
import words from './words'

export default { ...complaints, ...frame, ...words }
