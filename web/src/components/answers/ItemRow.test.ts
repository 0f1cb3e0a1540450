import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import { setLang } from '@/texts'
import { item, place, sha } from './fixture'
import ItemRow from './ItemRow.vue'
import { placeKey, type Answer, type Item } from './types'

/** The camera and the pad, of which only the picture matters here. */
const PhotoField = {
  props: {
    photos: { type: Array, required: true },
    label: { type: String, required: true },
    keep: { type: Function, required: true },
  },
  emits: ['change'],
  template: `<button @click="keep('picture').then((sha) => $emit('change', [...photos, sha]))">Take {{ label }}</button>`,
}
const SignaturePad = {
  props: { label: { type: String, required: true } },
  emits: ['taken'],
  template: `<button @click="$emit('taken', 'ink')">Take {{ label }}</button>`,
}

/** How the rows of a test take what was kept. */
const rows: ((props: { answer: Answer }) => Promise<void>)[] = []

/** A row whose answers are kept at once, as the page does it. */
function row(it: Item, props: Record<string, unknown> = {}, at = place()) {
  const kept: Answer[] = []
  const done: string[] = []
  const w = mount(ItemRow, {
    attachTo: document.body,
    props: {
      item: it,
      ...props,
      onAnswer: async (a: Answer, isDone: boolean) => {
        kept.push(a)
        if (isDone) done.push(a.itemId)
        await rows.at(-1)!({ answer: { ...a, memberId: 'me' } })
      },
    },
    global: { provide: { [placeKey as symbol]: at }, stubs: { PhotoField, SignaturePad } },
  })
  rows.push((props) => w.setProps(props))
  const element = w.element as HTMLElement
  const named = (name: string | RegExp) => {
    const all = [...element.querySelectorAll<HTMLElement>('button, input, textarea, select')]
    const found = all.find((el) => {
      const label = el.getAttribute('aria-label') ?? (el.closest('label')?.textContent || el.textContent) ?? ''
      return typeof name === 'string' ? label.trim().startsWith(name) : name.test(label)
    })
    if (!found)
      throw new Error(
        `no control ${name} among ${all.map((e) => e.getAttribute('aria-label') ?? e.textContent).join(' | ')}`,
      )
    return found
  }
  const tap = async (name: string | RegExp) => {
    named(name).click()
    await new Promise((r) => setTimeout(r))
  }
  const type = async (name: string | RegExp, value: string, event = 'input') => {
    const field = named(name) as HTMLInputElement
    field.value = value
    field.dispatchEvent(new Event(event, { bubbles: true }))
    await new Promise((r) => setTimeout(r))
  }
  const picture = () => tap(/^Take/)
  return { w, kept, done, last: () => kept.at(-1)!, named, tap, type, picture, state: () => w.attributes('data-state') }
}

beforeEach(() => {
  document.body.innerHTML = ''
  setLang('en')
})

describe('a tick', () => {
  it('passes by one tap', async () => {
    const r = row(item('tick'))
    await r.tap('Done')
    expect(r.kept).toEqual([{ itemId: 'test.tick', result: 'pass' }])
    expect(r.done).toEqual(['test.tick'])
    expect(r.named('Done').getAttribute('aria-pressed')).toBe('true')
  })

  it('shows what a fail costs before it is kept, then asks only for what the rule needs', async () => {
    const tally = { points: 0, max: 9, score: 100, capped: false }
    const effectOf = () => ({
      points: -1.5,
      check: { ...tally, score: 59, capped: true },
      done: tally,
      from: '2026-10-31',
      to: '2026-11-27',
      stops: 206,
      provisional: false,
    })
    const r = row(item('tick', { evidence: ['note-on-fail'] }, { critical: true }), { effectOf })
    await r.tap('Not done')
    expect(r.kept).toEqual([])
    expect(r.w.text()).toContain('100 → 59')
    expect(r.w.text()).toContain('at most 59')
    expect(r.w.text()).toContain('-1.50')
    expect(r.w.text()).toContain('206 stops')
    await r.tap('Yes, not done')
    expect(r.last().result).toBe('fail')
    expect(r.done).toEqual([])
    await r.type('Say why', 'the gate')
    expect(r.last()).toMatchObject({ itemId: 'test.tick', result: 'fail', note: 'the gate' })
    expect(() => r.named(/^Take/)).toThrow()
  })

  it('has what was counted back when a fail was a slip', async () => {
    const lots = [{ productId: 'beer', producedOn: '2026-02-01', quantity: 12, position: 1, delivered: true }]
    const bottles = [{ type: '500ml', expected: 149, taken: 149, left: 0 }]
    const at = '2026-03-02T01:00:00.000Z'
    for (const [kind, stood] of Object.entries({
      count: { value: 13 },
      lots: { lots },
      bottles: { bottles },
      time: { at },
    })) {
      const it = item(kind as Item['kind'])
      const r = row(it, { suggested: stood })
      const press = async (which: string) => {
        r.w.find(`[data-testid=${which}-test\\.${kind}]`).element.dispatchEvent(new Event('click'))
        await new Promise((r) => setTimeout(r))
      }
      await press('fail')
      await press('settle')
      expect(r.last()).toEqual({ itemId: it.id, result: 'fail', before: stood })
      await press('na')
      await press('settle')
      expect(r.last()).toEqual({ itemId: it.id, memberId: 'me', result: 'na', before: stood })
      await press('pass')
      expect(r.last()).toMatchObject({ itemId: it.id, result: 'pass', ...stood })
      expect(r.last()).not.toHaveProperty('before')
      r.w.unmount()
    }
  })

  it('lets a fail be thought over', async () => {
    const r = row(item('tick'))
    await r.tap('Not done')
    await r.tap('Back')
    expect(r.kept).toEqual([])
    expect(r.w.find('.a-ask').exists()).toBe(false)
  })

  it('takes the picture that is always due as the yes', async () => {
    const r = row(item('tick', { evidence: ['photo-always'] }))
    expect(r.w.find('.a-pass[data-testid]').exists()).toBe(false)
    await r.picture()
    expect(r.last()).toEqual({ itemId: 'test.tick', result: 'pass', photos: [sha(1)] })
    expect(r.done).toEqual(['test.tick'])
  })

  it('has to have its list opened first', async () => {
    const r = row(item('tick', { mustOpen: 'venue-notes' }), { unopened: true })
    await r.tap('Open it first')
    expect(r.kept).toEqual([])
    expect(r.w.emitted('open')).toHaveLength(1)
  })

  it('of an extra mile cannot be failed', () => {
    const r = row(item('tick', { extraMile: true }))
    expect(() => r.named('Not done')).toThrow()
  })

  it('that somebody confirms later is not asked', () => {
    const r = row(item('tick', { graded: 'later-stage' }))
    expect(r.w.findAll('button')).toHaveLength(0)
    expect(r.state()).toBe('later')
  })

  it('speaks Chinese as well', async () => {
    setLang('zh-CN')
    const r = row(item('tick'))
    await r.tap('做到了')
    expect(r.last().result).toBe('pass')
  })
})

describe('a count', () => {
  it('has the expected number ready, one tap confirms it', async () => {
    const r = row(item('count', { unit: 'cases', min: 0, max: 100 }), { suggested: { value: 13 } })
    expect(r.state()).toBe('open')
    await r.tap('That is right')
    expect(r.last()).toEqual({ itemId: 'test.count', value: 13, result: 'pass' })
  })

  it('is set by buttons and by the keyboard, and keeps nothing out of bounds', async () => {
    const r = row(item('count', { unit: 'cases', min: 0, max: 100 }), { suggested: { value: 13 } })
    await r.tap('More')
    expect(r.last().value).toBe(14)
    await r.type('The count (cases)', '250')
    expect(r.last().value).toBe(14)
    expect(r.w.text()).toContain('Between 0 and 100')
    await r.type('The count (cases)', '25')
    expect(r.last().value).toBe(25)
    expect(r.state()).toBe('begun')
  })

  it('may have decimals when it is a measure', async () => {
    const r = row(item('measure', { unit: '°C', min: -30, max: 40 }))
    await r.type('The measure (°C)', '-18,5')
    expect(r.last().value).toBe(-18.5)
  })
})

describe('a time', () => {
  it('is now by one tap, and tells how late that is', async () => {
    const r = row(item('time'), {}, place({ now: () => '2026-11-28T02:20:00.000Z' }))
    await r.tap('Here now')
    expect(r.last()).toEqual({ itemId: 'test.time', at: '2026-11-28T02:20:00.000Z', result: 'pass' })
    expect(r.w.text()).toContain('20 minutes late')
  })

  it('takes the arrival that is known', async () => {
    const r = row(item('time'), { suggested: { at: '2026-11-28T01:10:00.000Z' } })
    await r.tap('Came at')
    expect(r.last().at).toBe('2026-11-28T01:10:00.000Z')
    expect(r.w.text()).toContain('On time')
  })
})

describe('lots', () => {
  const lot = (producedOn: string) => ({ productId: 'ale', producedOn, quantity: 5, position: 1, delivered: true })

  it('cannot be confirmed without their dates', async () => {
    const r = row(item('lots'), { suggested: { lots: [lot('')] } })
    expect(r.w.text()).toContain('Date is missing')
    await r.tap('As shown')
    expect(r.done).toEqual([])
    await r.type('Ale, lot 1: produced on', '2026-11-01', 'change')
    expect(r.last().lots![0]!.producedOn).toBe('2026-11-01')
    expect(r.w.text()).toContain('73 days left')
  })

  it('show the inversion on both rows at once, and are put right by the arrows', async () => {
    const r = row(item('lots'), { suggested: { lots: [lot('2026-11-05'), { ...lot('2026-11-01'), position: 2 }] } })
    expect(r.w.findAll('.a-wrong')).toHaveLength(2)
    await r.tap('Lot 1 further back')
    expect(r.w.findAll('.a-wrong')).toHaveLength(0)
    expect(r.last().lots!.map((l) => [l.producedOn, l.position])).toEqual([
      ['2026-11-01', 1],
      ['2026-11-05', 2],
    ])
  })

  it('stay among those of their product, and say where the moved one is now', async () => {
    const lots = [lot('2026-11-05'), { ...lot('2026-11-01'), position: 2 }, { ...lot('2026-11-01'), productId: 'gin' }]
    const r = row(item('lots'), { suggested: { lots } })
    expect(r.named('Lot 2 further back').getAttribute('aria-disabled')).toBe('true')
    await r.tap('Lot 2 further back')
    expect(r.kept).toEqual([])
    r.named('Lot 2 further to the front').focus()
    await r.tap('Lot 2 further to the front')
    expect(r.w.get('.a-lots [role=status].sr-only').text()).toBe('Ale: now lot 1 of 2')
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Lot 1 further to the front')
  })

  it('find old stock in front of what was brought', async () => {
    const r = row(item('lots'), { suggested: { lots: [lot('2026-11-05')] } })
    await r.type('Another lot', 'ale', 'change')
    expect(r.last().lots!.map((l) => [l.delivered, l.position])).toEqual([
      [false, 1],
      [true, 2],
    ])
  })
})

describe('bottles', () => {
  const rows = [{ type: '330ml', expected: 48, taken: 48, left: 0 }]

  it('are all taken by one tap', async () => {
    const r = row(item('bottles'), { suggested: { bottles: rows } })
    await r.tap('That is right')
    expect(r.last()).toEqual({ itemId: 'test.bottles', bottles: rows, result: 'pass' })
  })

  it('compute what is left and ask why', async () => {
    const r = row(item('bottles'), { suggested: { bottles: rows } })
    await r.type('330 ml bottles taken', '40')
    expect(r.last().bottles![0]).toEqual({ type: '330ml', expected: 48, taken: 40, left: 8 })
    await r.tap('Vehicle full')
    expect(r.last().bottles![0]!.reason).toBe('vehicle-full')
    await r.type('330 ml bottles taken', '48')
    expect(r.last().bottles![0]).toEqual(rows[0])
  })

  it('are none here by one tap when none are expected', async () => {
    const r = row(item('bottles'), { suggested: { bottles: [] } })
    await r.tap('None here')
    expect(r.last()).toEqual({ itemId: 'test.bottles', bottles: [], result: 'na' })
  })
})

describe('a swap', () => {
  it('counts what was shown and what was swapped, and asks why the rest was not', async () => {
    const r = row(item('swap', { unit: 'bottles' }), { suggested: { swap: { reported: 0, swapped: 0 } } })
    await r.type('Shown by the venue', '3')
    expect(r.last().swap).toEqual({ reported: 3, swapped: 3 })
    await r.tap('Less: Swapped on the spot')
    expect(r.last().swap).toEqual({ reported: 3, swapped: 2 })
    await r.type('1 not swapped', 'no stock')
    expect(r.last().swap!.reason).toBe('no stock')
  })
})

describe('a receipt', () => {
  it('is done with number, signer and ink, kept as it is typed', async () => {
    const r = row(item('receipt', { evidence: ['signature-always'] }))
    await r.type('Receipt number', 'HD-1')
    expect(r.state()).toBe('begun')
    await r.tap(/^陈姐/)
    expect(r.last().receipt).toEqual({ number: 'HD-1', signedBy: '陈姐', signerRole: '保管' })
    await r.picture()
    expect(r.last().receipt!.signature).toBe(sha(1))
    expect(r.done).toEqual(['test.receipt'])
  })

  it('is not signed by one of the crew', async () => {
    const r = row(item('receipt'))
    await r.tap('Somebody else')
    await r.type("Signer's name", ' wang  WEI ')
    expect(r.w.text()).toContain('The crew cannot sign')
  })

  it('writes down what differs', async () => {
    const r = row(item('receipt'))
    await r.type('Goods differ', 'ale', 'change')
    await r.tap('Less: Ale')
    expect(r.last().receipt!.discrepancies).toEqual([{ productId: 'ale', quantity: -1, reason: '' }])
  })
})

describe('the other kinds', () => {
  it('choose by one tap', async () => {
    const options = [
      { id: 'a', text: { 'zh-CN': '甲', en: 'First' } },
      { id: 'b', text: { 'zh-CN': '乙', en: 'Second' }, fail: true },
    ]
    const r = row(item('choice', { options }))
    await r.tap('Second')
    expect(r.last()).toEqual({ itemId: 'test.choice', text: 'b' })
  })

  it('keep text at every key', async () => {
    const r = row(item('text', { optional: true, becomes: 'message' }))
    await r.type('The text', 'call me')
    expect(r.last()).toEqual({ itemId: 'test.text', text: 'call me' })
  })

  it('take pictures and ink', async () => {
    const photo = row(item('photo', { evidence: ['photo-always'] }))
    await photo.picture()
    expect(photo.last()).toEqual({ itemId: 'test.photo', result: 'pass', photos: [sha(1)] })
    const ink = row(item('signature'))
    await ink.picture()
    expect(ink.last()).toEqual({ itemId: 'test.signature', signature: sha(1) })
  })

  it('have a name for every control', () => {
    for (const kind of [
      'tick',
      'count',
      'measure',
      'time',
      'text',
      'lots',
      'bottles',
      'swap',
      'receipt',
      'photo',
      'signature',
    ]) {
      const r = row(item(kind), {
        suggested: { lots: [{ productId: 'ale', producedOn: '', quantity: 1, position: 1, delivered: true }] },
      })
      for (const el of (r.w.element as HTMLElement).querySelectorAll('button, input, textarea, select')) {
        const name = el.getAttribute('aria-label') ?? el.closest('label')?.textContent ?? el.textContent ?? ''
        expect(name.trim(), `${kind}: ${el.outerHTML}`).not.toBe('')
      }
    }
  })
})
