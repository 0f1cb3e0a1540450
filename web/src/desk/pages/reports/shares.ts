/** How the shares of a whole are filled, so that they are told apart in grey too. */
export const fills = { before: 'solid', during: 'striped', after: 'hollow' } as const
