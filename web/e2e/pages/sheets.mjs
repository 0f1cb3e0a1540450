/** Spreadsheets as depots have them: a workbook, and a CSV of a Chinese Excel. */
import { crc32 } from 'node:zlib'

const file = (name, mimeType, buffer) => ({ name, mimeType, buffer })

/** csv is a CSV in UTF-8. */
export const csv = (name, text) => file(name, 'text/csv', Buffer.from(text))

let bytesOf = null
/** gbk is a CSV as Excel in China saves it. */
export function gbk(name, text) {
  if (!bytesOf) {
    bytesOf = new Map()
    const decode = new globalThis.TextDecoder('gbk')
    for (let high = 0x81; high < 0xff; high++)
      for (let low = 0x40; low < 0xff; low++) bytesOf.set(decode.decode(new Uint8Array([high, low])), [high, low])
  }
  const bytes = [...text].flatMap((c) => (c < '\x80' ? [c.charCodeAt(0)] : bytesOf.get(c)))
  return file(name, 'text/csv', Buffer.from(bytes))
}

const xml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const parts = 'http://schemas.openxmlformats.org/package/2006'

/** xlsx is a workbook with one sheet of texts. */
export function xlsx(name, rows) {
  const cell = (text, r, c) =>
    `<c r="${String.fromCharCode(65 + c)}${r + 1}" t="inlineStr"><is><t>${xml(text)}</t></is></c>`
  const data = rows.map((row, r) => `<row r="${r + 1}">${row.map((text, c) => cell(text, r, c)).join('')}</row>`)
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  return file(
    name,
    `${type}.sheet`,
    zip({
      '[Content_Types].xml': `<Types xmlns="${parts}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/></Types>`,
      '_rels/.rels': `<Relationships xmlns="${parts}/relationships"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${parts}/relationships"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
      'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${data.join('')}</sheetData></worksheet>`,
    }),
  )
}

/** zip packs files without compressing them. */
function zip(files) {
  const local = []
  const central = []
  let at = 0
  for (const [path, text] of Object.entries(files)) {
    const [name, data] = [Buffer.from(path), Buffer.from(text)]
    const facts = Buffer.alloc(26) // from the version needed to the length of the extra field
    facts.writeUInt16LE(20, 0)
    facts.writeUInt32LE(crc32(data), 10)
    facts.writeUInt32LE(data.length, 14)
    facts.writeUInt32LE(data.length, 18)
    facts.writeUInt16LE(name.length, 22)
    local.push(Buffer.from('PK\x03\x04', 'latin1'), facts, name, data)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(at, 10)
    central.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), facts, rest, name)
    at += 30 + name.length + data.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(Object.keys(files).length, 8)
  end.writeUInt16LE(Object.keys(files).length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...local, directory, end])
}
