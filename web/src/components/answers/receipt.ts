/** What a scanned code says of a receipt. */

/** A printed receipt's code leads to the page of its stop; its number is the code's first ten digits in capitals, as printed. */
const ownCode = /^https?:\/\/[^/]+\/r\/([0-9a-f]{32})(?![0-9a-f])/i
const digits = 10

export interface Scanned {
  number?: string
  /** The stop of the day whose receipt this is, when it is another one. */
  venue?: string
}

/** readCode finds the number in a code. codes are the day's stops by the code of their receipt; own is this stop's code. */
export function readCode(text: string, own: string, codes: Map<string, string>): Scanned {
  const token = ownCode.exec(text.trim())?.[1]?.toLowerCase()
  if (!token) return /^[a-z]+:\/\//i.test(text.trim()) ? {} : { number: text.trim() }
  if (token === own) return { number: token.slice(0, digits).toUpperCase() }
  return { venue: codes.get(token) }
}
