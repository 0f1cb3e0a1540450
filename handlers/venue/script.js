// The page works without this. With it, pictures are made small, what is typed stays on the phone until it is sent, and
// what could not be sent is sent again. ES5: WeChat's browser on old phones knows no more.
;(function () {
  'use strict'
  var here = location.pathname
  var waits = 'crewcheck.waits.' + here
  var typed = 'crewcheck.typed.' + here
  var body = document.body
  var queue = read(waits, [])
  var busy = false
  var timer = 0
  var pause = 2000

  function read(key, none) {
    try {
      return JSON.parse(localStorage.getItem(key)) || none
    } catch (e) {
      return none
    }
  }
  function keep(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value))
      return true
    } catch (e) {
      return false // full, or private: it stays in memory
    }
  }
  function save() {
    var lean = function (photos) {
      return queue.map(function (w) {
        return { kind: w.kind, fields: w.fields, photos: photos(w) }
      })
    }
    var ok = keep(waits, lean(function (w) {
      return w.photos.filter(function (p) {
        return typeof p === 'string'
      })
    }))
    if (!ok) keep(waits, lean(function () {
      return []
    }))
  }
  function each(list, use) {
    Array.prototype.forEach.call(list, use)
  }
  function note(text) {
    var p = document.getElementById('note')
    p.textContent = text
    p.hidden = !text
    if (text && p.scrollIntoView) p.scrollIntoView(false)
  }

  // small gives a picture of at most 1600 pixels as a data: address; null when the browser cannot read it.
  function small(file, then) {
    var url = URL.createObjectURL(file)
    var img = new Image()
    img.onerror = function () {
      URL.revokeObjectURL(url)
      then(null)
    }
    img.onload = function () {
      URL.revokeObjectURL(url)
      var by = Math.min(1, 1600 / Math.max(img.width, img.height))
      var canvas = document.createElement('canvas')
      canvas.width = Math.max(1, Math.round(img.width * by))
      canvas.height = Math.max(1, Math.round(img.height * by))
      try {
        canvas.getContext('2d').drawImage(img, 0, 0, canvas.width, canvas.height)
        then(canvas.toDataURL('image/jpeg', 0.75))
      } catch (e) {
        then(null)
      }
    }
    img.src = url
  }
  function smallAll(files, done) {
    var photos = []
    ;(function next(i) {
      if (i === files.length || i === 5) return done(photos)
      small(files[i], function (data) {
        photos.push(data || files[i]) // what the browser cannot read, the service may
        next(i + 1)
      })
    })(0)
  }
  function blob(data) {
    var bytes = atob(data.slice(data.indexOf(',') + 1))
    var array = new Uint8Array(bytes.length)
    for (var i = 0; i < bytes.length; i++) array[i] = bytes.charCodeAt(i)
    return new Blob([array], { type: 'image/jpeg' })
  }

  // send sends the oldest that waits. The service stores the same words once, however often they come.
  function send() {
    clearTimeout(timer)
    if (busy || !queue.length) return
    busy = true
    var one = queue[0]
    var form = new FormData()
    Object.keys(one.fields).forEach(function (name) {
      form.append(name, one.fields[name])
    })
    one.photos.forEach(function (data, i) {
      form.append('photo', typeof data === 'string' ? blob(data) : data, i + '.jpg')
    })
    var x = new XMLHttpRequest()
    x.open('POST', here + location.search)
    x.timeout = 180000
    x.onload = function () {
      busy = false
      if (x.status === 408 || x.status === 429 || x.status >= 500) {
        return later(+x.getResponseHeader('Retry-After') * 1000)
      }
      var main = mainOf(x.responseText)
      if (!main) return later(0)
      queue.shift()
      save()
      var drafts = read(typed, {})
      if (x.status < 400) delete drafts[one.kind]
      keep(typed, drafts)
      pause = 2000
      show(main)
      send()
    }
    x.onerror = x.ontimeout = function () {
      busy = false
      later(0)
    }
    x.send(form)
  }
  function later(wait) {
    note(body.getAttribute('data-kept'))
    timer = setTimeout(send, Math.max(wait || 0, pause))
    pause = Math.min(pause * 2, 60000)
  }
  // mainOf is what one of our pages shows; null of another one, as a guest network answers with before somebody logs in.
  function mainOf(html) {
    return new DOMParser().parseFromString(html, 'text/html').querySelector('body[data-kept] > main')
  }
  function show(main) {
    document.querySelector('main').innerHTML = main.innerHTML
    start()
    var said = document.querySelector('p.done,p.wrong')
    if (said) said.focus()
    scrollTo(0, 0)
  }

  function submitted(event) {
    event.preventDefault()
    var form = event.target
    var kind = form.getAttribute('data-kind')
    var fields = {}
    var files = []
    each(form.elements, function (el) {
      if (el.type === 'file') files = el.files
      else if (el.name && (el.type !== 'radio' || el.checked)) fields[el.name] = el.value
    })
    each(form.querySelectorAll('button'), function (b) {
      b.disabled = true
    })
    note(body.getAttribute(files.length ? 'data-small' : 'data-sending'))
    smallAll(files, function (photos) {
      queue.push({ kind: kind, fields: fields, photos: photos })
      save()
      note(body.getAttribute('data-sending'))
      send()
    })
  }
  function changed(event) {
    var el = event.target
    var form = el.form
    if (!form || !el.name || el.type === 'file') return
    var drafts = read(typed, {})
    var kind = form.getAttribute('data-kind')
    drafts[kind] = drafts[kind] || {}
    drafts[kind][el.name] = el.value
    keep(typed, drafts)
  }
  function restore(form) {
    var draft = read(typed, {})[form.getAttribute('data-kind')]
    if (!draft) return
    each(form.elements, function (el) {
      if (el.type === 'hidden' || el.type === 'file' || draft[el.name] == null) return
      if (el.type === 'radio') el.checked = el.value === draft[el.name]
      else if (!el.value) el.value = draft[el.name]
    })
    if (form.parentNode.tagName === 'DETAILS') form.parentNode.open = true
  }
  function start() {
    each(document.querySelectorAll('form'), function (form) {
      form.addEventListener('submit', submitted)
      form.addEventListener('input', changed)
      form.addEventListener('change', changed)
      restore(form)
    })
    if (queue.length) note(body.getAttribute('data-kept'))
  }

  addEventListener('online', send)
  document.addEventListener('visibilitychange', function () {
    if (!document.hidden) send()
  })
  start()
  send()
})()
