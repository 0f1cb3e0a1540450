import { afterEach, describe, expect, it, vi } from 'vitest'
import { aheadAt, firstClock, jump, moved, told } from './clock'
import { clockOf } from './kinds'
import { founded } from './testkit/day'
import type { Phone } from './testkit/phone'
import type { Service } from './testkit/service'
import type { Offline } from '.'

const min = 60_000
const hours = 60 * min

let phone: Phone | undefined
afterEach(() => phone?.destroy())

/** A phone and what happens to its clock; everything that is said is said at a time that the test knows. */
class Story {
  readonly said: { path: string; at: number }[] = []
  private got = new Map<string, number>()
  private slept = 0
  private constructor(
    readonly service: Service,
    readonly phone: Phone,
    private app: Offline,
  ) {
    const start = phone.wall - phone.mono
    service.now = () => start + phone.mono + this.slept
    service.fault = (s) => {
      this.got.set(`${s.path} ${String(s.body?.status)}`, this.now())
      return null
    }
  }

  static async begin(ahead = 0): Promise<Story> {
    const f = await founded(8)
    phone = f.phone
    const story = new Story(f.service, f.phone, f.app)
    story.phone.wall += ahead
    await story.answered()
    story.phone.isOnline = false
    return story
  }

  private now = () => this.service.now!()

  /** The server answers something. */
  async answered() {
    this.phone.isOnline = true
    await this.app.day.refreshDay()
    this.phone.isOnline = false
  }
  set = (by: number) => void (this.phone.wall += by)
  pass = (ms: number) => this.phone.pass(ms)
  /** The phone sleeps: its monotonic clock stands, as that of browsers does. */
  sleep(ms: number) {
    this.slept += ms
    this.phone.wall += ms
  }
  /** The page is opened anew, or was closed for so long. */
  async reopen(closed = 1000) {
    this.pass(closed)
    this.app = this.phone.app()
    await this.app.session.ready
  }
  async arrive(stop: number) {
    const at = new Date(this.phone.wall).toISOString()
    await this.app.outbox.say('status', { runId: 'run1', stopId: `stop${stop}`, status: 'arrived', at })
    this.said.push({ path: `/api/v1/runs/run1/stops/stop${stop}/status arrived`, at: this.now() })
  }
  /** Hands everything in, and tells how far each time is from the truth at the server. */
  async send(): Promise<number[]> {
    await this.app.outbox.sendNow()
    this.phone.isOnline = true
    await this.phone.settle(this.app)
    return this.said.map(({ path, at }) => {
      const body = this.service.acts.get(path) as { at: string; sentAt: string }
      return Date.parse(body.at) + this.got.get(path)! - Date.parse(body.sentAt) - at
    })
  }
}

const near = (offs: number[]) => offs.every((ms) => Math.abs(ms) < 5000)

describe('a clock that is put right before sending', () => {
  const stories: [string, (s: Story) => Promise<void>, number?][] = [
    [
      'was 2 h slow since the morning, and the server had answered since',
      async (s) => {
        await s.arrive(1)
        s.pass(10 * min)
        s.set(2 * hours)
      },
      -2 * hours,
    ],
    [
      'was 2 h fast since the morning',
      async (s) => {
        await s.arrive(1)
        s.set(-2 * hours)
        await s.arrive(2)
      },
      2 * hours,
    ],
    [
      'got 2 h slow and right again without any answer of the server',
      async (s) => {
        await s.arrive(1)
        s.set(-2 * hours)
        await s.arrive(2)
        s.pass(20 * min)
        s.set(2 * hours)
        await s.arrive(3)
      },
    ],
    [
      'got 2 h fast and right again without any answer, with a sleep before',
      async (s) => {
        s.sleep(5 * hours)
        await s.arrive(1)
        s.set(2 * hours)
        await s.arrive(2)
        s.pass(20 * min)
        s.set(-2 * hours)
        await s.arrive(3)
      },
    ],
    [
      'was slow, and the page was opened anew before and after',
      async (s) => {
        await s.reopen()
        await s.arrive(1)
        s.set(2 * hours)
        await s.reopen()
        await s.arrive(2)
      },
      -2 * hours,
    ],
    [
      'was set back while the page was closed, and right again while it was closed',
      async (s) => {
        s.set(-2 * hours)
        await s.reopen()
        await s.arrive(1)
        s.set(2 * hours)
        await s.reopen()
        await s.arrive(2)
      },
    ],
    [
      'got 2 h fast, 2 h slow, and right again without any answer, the page opened anew each time',
      async (s) => {
        s.set(2 * hours)
        await s.reopen()
        await s.arrive(1)
        s.set(-4 * hours)
        await s.reopen()
        await s.arrive(2)
        s.set(2 * hours)
        await s.reopen()
        await s.arrive(3)
      },
    ],
    [
      'was always right, and the phone slept again and again',
      async (s) => {
        for (let i = 1; i < 6; i++) {
          await s.arrive(i)
          s.sleep(i * hours)
          if (i % 2) await s.reopen(20 * min)
        }
      },
    ],
    [
      'was right when it was told and is wrong when it is sent',
      async (s) => {
        await s.arrive(1)
        s.set(-3 * hours)
      },
    ],
    [
      'jumped again and again, with answers between',
      async (s) => {
        await s.arrive(1)
        s.set(2 * hours)
        await s.answered()
        await s.arrive(2)
        s.set(-5 * hours)
        await s.answered()
        await s.arrive(3)
        s.set(3 * hours)
      },
    ],
    [
      'is 2 h fast all along',
      async (s) => {
        await s.arrive(1)
        s.sleep(hours)
        await s.reopen()
        await s.arrive(2)
      },
      2 * hours,
    ],
  ]
  it.each(stories)('accuses nobody: it %s', async (_, happens, ahead) => {
    const story = await Story.begin(ahead)
    await happens(story)
    const offs = await story.send()
    expect(offs, offs.join()).toSatisfy(near)
  })

  it('moves the start and the times of a check that it jumped in, before its first try only', async () => {
    const { app, phone: p, service } = await founded(1)
    phone = p
    const start = p.wall
    service.now = () => start + p.mono
    await app.day.refreshDay()
    p.isOnline = false
    const iso = () => new Date(p.wall).toISOString()
    p.wall -= 2 * hours
    const d = await app.drafts.openDraft({ runId: 'run1', stopId: 'stop1', checklistId: 'conduct' })
    await app.drafts.setAnswer(d.id, { itemId: 'conduct.1', result: 'pass', at: iso() })
    p.pass(10 * min)
    p.wall += 2 * hours
    await app.drafts.setAnswer(d.id, { itemId: 'conduct.2', result: 'pass', at: iso() })
    await app.drafts.submit(d.id)
    await app.outbox.sendNow()
    p.isOnline = true
    await p.settle(app)
    const check = service.checks.get(d.id) as { startedAt: string; answers: { at: string }[]; completedAt: string }
    const times = [check.startedAt, ...check.answers.map((a) => a.at), check.completedAt].map(Date.parse)
    expect(times.map((t) => Math.round((t - start) / min))).toEqual([0, 0, 10, 10])
    expect(new Set(service.stored).size).toBe(service.stored.length)
  })
})

describe('a clock that is wrong', () => {
  it('is known to pages: by what the server told, and by what it was set back since', async () => {
    const { app, phone: p, service } = await founded(1)
    phone = p
    const start = p.wall
    service.now = () => start + p.mono
    p.wall += 2 * hours
    await app.day.refreshDay()
    await vi.waitFor(() => expect(app.clock.ahead() / hours).toBeCloseTo(2, 2))
    p.isOnline = false
    expect(Math.abs(Date.parse(app.clock.right()) - start)).toBeLessThan(5000)
    const before = await app.outbox.say('status', { runId: 'run1', stopId: 'stop1', status: 'arrived' })
    p.wall -= 4 * hours
    const after = await app.outbox.say('status', { runId: 'run1', stopId: 'stop1', status: 'delivered' })
    await vi.waitFor(() => expect(app.clock.ahead() / hours).toBeCloseTo(-2, 2))
    for (const { body, clock } of [before, after]) {
      const at = Date.parse(app.clock.right(body!.at as string, clock))
      expect(Math.abs(at - start)).toBeLessThan(5000)
    }
  })

  it('counts for each answer as it was when that was told', () => {
    const answer = { itemId: 'a', memberId: 'li' }
    expect(clockOf({ clock: 5, told: { 'a li': 3 } }, answer)).toBe(3)
    expect(clockOf({ clock: 5, told: { 'a li': 3 } }, { ...answer, memberId: 'wang' })).toBe(5)
    expect(clockOf({ told: { 'a li': 3 } })).toBeUndefined()
  })
})

describe('the stretches of a clock', () => {
  it('leave open what nothing explains, and are few', () => {
    let row = told(firstClock(0), 1000)
    for (let i = 0; i < 900; i++) row = moved(row, 5 * min)
    expect(row.stretches).toHaveLength(500)
    expect(told(row, 0).stretches).toHaveLength(1)
  })

  it('take a step back for what it is until the server tells', () => {
    const { stretches } = moved(moved(told(firstClock(0), hours), -3 * hours), 5 * hours)
    expect([0, 1, 2, undefined].map((n) => aheadAt(stretches, n) / hours)).toEqual([1, -2, -2, -2])
    expect(aheadAt(undefined)).toBe(0)
  })

  it('keep their numbers when one is found to be as the one before', () => {
    const row = told(moved(told(firstClock(0), 0), 5 * hours), 0)
    expect(row.stretches).toHaveLength(1)
    expect(moved(row, -hours).n).toBe(2)
  })

  it('are as they were when the server tells the same again', () => {
    const row = told(firstClock(0), 7 * hours)
    expect(told(row, 7 * hours + jump)).toBe(row)
    expect(aheadAt(told(row, 0).stretches)).toBe(0)
  })

  it.each([
    ['ahead where it went on by just that, before a longer sleep', [2, 5], 2, [2, 0]],
    ['ahead at the last that went on by more', [4, 3, 1], 2, [0, 2, 0]],
    ['ahead at several, the last first', [2, -4, 2], 4, [2, 0, 2]],
    ['back further where it was set back already', [-2, 5], -3, [-3, 0]],
    ['back at the last when nothing was seen', [4, 1], -3, [0, -3]],
  ])('say that it was set %s', (_, by, missing, at) => {
    let row = told(firstClock(0), 0)
    for (const h of by) row = moved(row, h * hours)
    const backs = by.reduce((sum, h) => sum + Math.min(0, h), 0)
    const { stretches } = told(row, (missing + backs) * hours)
    const ahead = [0, ...by].map((_, n) => aheadAt(stretches, n) / hours)
    expect(by.map((h, i) => ahead[i + 1]! - ahead[i]! - Math.min(0, h))).toEqual(at)
  })
})
