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
  try {
    return await work()
  } finally {
    if (localStorage.getItem(key)?.startsWith(`${holder} `)) localStorage.removeItem(key)
  }
}

async function taken(key: string, holder: string): Promise<boolean> {
  const [, until = '0'] = localStorage.getItem(key)?.split(' ') ?? []
  const now = Date.now()
  if (Number(until) > now && Number(until) <= now + leaseMs) return false
  localStorage.setItem(key, `${holder} ${now + leaseMs}`)
  await pause(50) // whoever wrote last has it
  return localStorage.getItem(key)?.startsWith(`${holder} `) ?? false
}

export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}
