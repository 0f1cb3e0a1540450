import { describe, expect, it } from 'vitest'
import { effectScope } from 'vue'
import { useEditing } from './editing'
import { Refusal } from './refusal'

interface Thing {
  id: string
  version: number
  name: string
}

/** A server of things; what it is to do with the next write is shifted off refusing. */
function server(...things: Thing[]) {
  const all = new Map(things.map((x) => [x.id, x]))
  const refusing: Refusal[] = []
  const saved: string[] = []
  const editing = (record: Thing | null) =>
    effectScope().run(() =>
      useEditing({
        record,
        draftOf: (x) => ({ depotId: '', name: x?.name ?? '' }),
        async read(id) {
          const found = all.get(id)
          if (!found) throw new Refusal(404, null)
          return found
        },
        called: async (id) => ({ items: all.has(id) ? [id] : [] }),
        async write(id, draft, { ifVersion }) {
          const was = all.get(id)
          const why = refusing.shift()
          if (why && why.status !== 0) throw why
          if (ifVersion !== undefined && was?.version !== ifVersion) throw new Refusal(412, null)
          const now = { id, version: (was?.version ?? 0) + 1, name: draft.name }
          all.set(id, now)
          if (why) throw why // the answer was lost, what was asked was not
          return now
        },
        saved: (id) => saved.push(id),
      }),
    )!
  return { all, refusing, saved, editing }
}

describe('a record that is made', () => {
  it('has the code that was typed, or one of its own, the same for every press', async () => {
    const s = server()
    const named = s.editing(null)
    named.code.value = ' V-1 '
    named.draft.value.name = 'a'
    await named.save()
    const plain = s.editing(null)
    plain.draft.value.name = 'b'
    s.refusing.push(new Refusal(0, null))
    await plain.save()
    await plain.save()
    expect(s.saved[0]).toBe('V-1')
    expect([...s.all.values()].map((x) => x.name)).toEqual(['a', 'b'])
  })

  it('does not write over one that has the code, be it of a depot that is not seen', async () => {
    const s = server({ id: 'V-1', version: 4, name: 'theirs' })
    const e = s.editing(null)
    e.draft.value.name = 'mine'
    for (const [code, why] of [
      ['V-1', undefined],
      ['V-2', new Refusal(404, null)],
      ['V 3', undefined],
    ] as const) {
      if (why) s.refusing.push(why)
      e.code.value = code
      await e.save()
      expect([code, e.codeWrong.value === '', e.saved.value]).toEqual([code, false, false])
    }
    expect(s.all.get('V-1')?.name).toBe('theirs')
    e.code.value = 'V-4'
    await e.save()
    expect([e.codeWrong.value, e.base.value?.id]).toEqual(['', 'V-4'])
  })

  it('is saved by the second press where the answer to the first was lost', async () => {
    const s = server()
    const e = s.editing(null)
    e.code.value = 'V-1'
    e.draft.value.name = 'a'
    s.refusing.push(new Refusal(0, null))
    await e.save()
    expect([e.saved.value, e.doing.why.value === '']).toEqual([false, false])
    await e.save()
    expect([e.saved.value, e.codeWrong.value, s.saved]).toEqual([true, '', ['V-1']])
  })
})

describe('a record that is changed', () => {
  it('asks whose stands when somebody else was faster, and does either', async () => {
    const s = server({ id: 'x', version: 1, name: 'a' })
    const [one, two, three] = [1, 2, 3].map(() => s.editing(s.all.get('x') ?? null))
    one!.draft.value.name = 'one'
    await one!.save()
    two!.draft.value.name = 'two'
    await two!.save()
    expect([two!.doing.stale.value, s.all.get('x')?.name]).toEqual([true, 'one'])
    await two!.mine()
    expect(s.all.get('x')?.name).toBe('two')
    await three!.save()
    await three!.theirs()
    expect([three!.draft.value.name, s.all.get('x')?.version]).toEqual(['two', 3])
  })
})
