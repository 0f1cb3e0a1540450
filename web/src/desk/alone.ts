/** How long a tab without Web Locks holds a lease unrenewed, ms. */
const leaseMs = 15_000

/**
 * alone runs work while no other tab of this browser runs work of the same name. Where there are no Web Locks (a desk
 * that is opened without TLS) a lease in localStorage stands in.
 */
export async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  const key = `crewcheck.desk.${name}`
  if (navigator.locks) return navigator.locks.request(key, work) as Promise<T>
  const holder = String(Math.random())
  while (!(await taken(key, holder))) await pause(200)
  const renewing = setInterval(() => holds(key, holder) && lease(key, holder), leaseMs / 3)
  try {
    return await work()
  } finally {
    clearInterval(renewing)
    if (holds(key, holder)) localStorage.removeItem(key)
  }
}

const holds = (key: string, holder: string): boolean => !!localStorage.getItem(key)?.startsWith(`${holder} `)

const lease = (key: string, holder: string) => localStorage.setItem(key, `${holder} ${Date.now() + leaseMs}`)

async function taken(key: string, holder: string): Promise<boolean> {
  const [, until = '0'] = localStorage.getItem(key)?.split(' ') ?? []
  const now = Date.now()
  if (Number(until) > now && Number(until) <= now + leaseMs) return false
  lease(key, holder)
  await pause(50) // whoever wrote last has it
  return holds(key, holder)
}

export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}
