// The few scripts. Every page works without them; they only make it nicer.
//
// Components of Bootstrap Italia are imported by name here when a page has a use for one: menus,
// folded parts and messages are plain HTML (popover, details) and need none.

import { atOnce, placing, scripted, watching } from './desk.js'

// How large something is, in words of the page's language.
const size = (octets) => {
  const [unit, value] = octets < 1e6 ? ['kilobyte', Math.max(1, octets / 1e3)] : ['megabyte', octets / 1e6]
  const format = { style: 'unit', unit, maximumFractionDigits: octets < 1e7 && unit === 'megabyte' ? 1 : 0 }
  return new Intl.NumberFormat(document.documentElement.lang, format).format(value)
}

// Text that is copied often, such as fingerprints.
function copying(button) {
  const source = document.getElementById(button.dataset.copy)
  if (!source || !navigator.clipboard) return
  button.hidden = false
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(source.textContent.trim())
    const said = button.parentElement.querySelector('[role=status]')
    if (!said) return
    said.textContent = button.dataset.copied
    setTimeout(() => (said.textContent = ''), 4000)
  })
}

// Forms that act once: the button says that the work has begun and cannot be pressed twice.
function acting(form) {
  const button = form.querySelector('button[type=submit]')
  const label = button?.querySelector('[data-label]')
  const rest = label?.textContent
  const restore = () => {
    button?.removeAttribute('aria-disabled')
    if (label) label.textContent = rest
  }
  form.addEventListener('submit', (event) => {
    if (button?.getAttribute('aria-disabled') === 'true') return event.preventDefault()
    if (!button || !label) return
    button.style.minWidth = `${button.offsetWidth}px`
    button.setAttribute('aria-disabled', 'true')
    label.textContent = form.dataset.busy
  })
  form.addEventListener('stopped', restore)
  // Coming back with the browser's button shows the page as it was left.
  addEventListener('pageshow', restore)
}

// Upload: files can also be dropped on the area around the field, the chosen names are said, and so is
// what is too much.
function choosing(area) {
  const field = area.querySelector('input[type=file]')
  const list = area.querySelector('[data-upload-list]')
  const refused = area.querySelector('[data-upload-refused]')
  const { most, limit, tooMany, tooLarge, folder } = area.dataset
  const show = () => {
    const files = Array.from(field.files)
    const lines = files.map((file) => {
      const line = document.createElement('li')
      line.textContent = `${file.name} (${size(file.size)})`
      return line
    })
    list.replaceChildren(...lines)
    if (!refused) return
    const octets = files.reduce((sum, file) => sum + file.size, 0)
    let why = ''
    if (files.length > Number(most)) why = tooMany.replace('%n', files.length)
    else if (octets > Number(limit)) why = tooLarge.replace('%size', size(octets))
    refused.textContent = why
    field.setCustomValidity(why)
    if (files.length && !why) area.dispatchEvent(new Event('chosen', { bubbles: true }))
  }
  field.addEventListener('change', show)
  for (const kind of ['dragenter', 'dragover']) {
    area.addEventListener(kind, (event) => {
      event.preventDefault()
      area.classList.add('is-over')
    })
  }
  for (const kind of ['dragleave', 'drop']) {
    area.addEventListener(kind, (event) => {
      event.preventDefault()
      area.classList.remove('is-over')
    })
  }
  area.addEventListener('drop', (event) => {
    const dropped = event.dataTransfer?.files
    if (!dropped?.length) return
    // What a folder holds cannot be sent: a browser would break off.
    const item = Array.from(event.dataTransfer.items).find((item) => item.webkitGetAsEntry?.()?.isDirectory)
    if (folder && refused && item) {
      refused.textContent = folder.replace('%name', item.webkitGetAsEntry().name)
      return
    }
    // Where several go, those that were dropped before stay.
    const all = new DataTransfer()
    const kept = field.multiple ? [...field.files, ...dropped] : [dropped[0]]
    for (const file of kept) all.items.add(file)
    field.files = all.files
    show()
  })
  if (field.files.length) show()
}

// Sending large files: how much has arrived, said at each quarter, and a way to stop. Small ones the
// browser sends by itself.
const LARGE = 1e6

function sending(area) {
  const form = area.closest('form')
  const panel = area.querySelector('[data-sending-panel]')
  const bar = panel.querySelector('progress')
  const text = area.querySelector('[data-sending-text]')
  const status = area.querySelector('[data-sending-status]')
  const alert = area.querySelector('[data-sending-alert]')
  const { sent, arrived, cancelled, broken } = area.dataset
  let request
  // While the bar shows it, how far it is need only be said.
  const open = (yes) => {
    panel.hidden = !yes
    status.classList.toggle('visually-hidden', yes)
  }
  const stop = () => {
    open(false)
    form.dispatchEvent(new Event('stopped'))
  }
  addEventListener('pageshow', () => open(false))
  panel.querySelector('[data-sending-cancel]').addEventListener('click', () => request?.abort())

  form.addEventListener('submit', (event) => {
    if (event.defaultPrevented) return
    const data = new FormData(form)
    let octets = 0
    for (const value of data.values()) if (value instanceof File) octets += value.size
    if (octets < LARGE) return
    event.preventDefault()
    let quarter = 0
    const show = (loaded) => {
      bar.value = Math.floor((100 * loaded) / octets)
      text.textContent = sent.replace('%sent', size(Math.min(loaded, octets))).replace('%size', size(octets))
      if (bar.value / 25 < quarter + 1) return
      quarter = Math.floor(bar.value / 25)
      if (quarter < 4) status.textContent = `${text.textContent} (${bar.value} %)`
    }
    alert.textContent = status.textContent = ''
    open(true)
    show(0)
    request = new XMLHttpRequest()
    request.open(form.method, form.action)
    request.setRequestHeader('Accept', 'text/html')
    request.upload.addEventListener('progress', ({ loaded }) => show(loaded))
    request.upload.addEventListener('load', () => {
      // From here on it takes as long as it takes.
      bar.removeAttribute('value')
      text.textContent = status.textContent = arrived
    })
    request.addEventListener('abort', () => {
      stop()
      status.textContent = cancelled
      form.querySelector('button[type=submit]').focus()
    })
    request.addEventListener('error', () => {
      stop()
      status.textContent = ''
      alert.textContent = broken
      form.querySelector('button[type=submit]').focus()
    })
    request.addEventListener('load', () => {
      if (request.status < 400 && request.responseURL !== form.action) {
        location.assign(request.responseURL)
      } else {
        status.textContent = ''
        stop()
        replaced(request.responseText, form)
      }
    })
    request.send(data)
  })
}

// What the server answers instead of leading on, such as the form with its errors, takes the place of the
// page; the files that were chosen stay.
function replaced(text, form) {
  const answer = new DOMParser().parseFromString(text, 'text/html')
  const main = answer.querySelector('main')
  if (!main) return location.assign(form.action)
  for (const field of form.querySelectorAll('input[type=file]')) {
    const again = main.querySelector(`#${field.id}`)
    if (again) again.files = field.files
  }
  document.title = answer.title
  document.querySelector('main').replaceWith(main)
  wire(main)
  if (main.querySelector('[data-error-summary]')) return
  const heading = main.querySelector('h1')
  heading?.setAttribute('tabindex', '-1')
  heading?.focus()
}

function wire(root) {
  const each = (selector, act) => root.querySelectorAll(selector).forEach(act)
  // Error summary: the page opens on it, so that a screen reader reads it first.
  root.querySelector('[data-error-summary]')?.focus()
  each('[data-copy]', copying)
  each('form[data-busy]', acting)
  each('[data-upload]', choosing)
  each('form[data-at-once]', atOnce)
  each('[data-scripts]', scripted)
  each('[data-sending]', sending)
  each('[data-running]', watching)
  each('[data-sketch]', placing)
}

wire(document)
