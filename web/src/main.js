// The few scripts. Every page works without them; they only make it nicer.
//
// Components of Bootstrap Italia are imported by name here when a page has a use for one: menus,
// folded parts and messages are plain HTML (popover, details) and need none.

const all = (selector) => document.querySelectorAll(selector)

// Error summary: the page opens on it, so that a screen reader reads it first.
document.querySelector('[data-error-summary]')?.focus()

// Text that is copied often, such as fingerprints.
for (const button of all('[data-copy]')) {
  const source = document.getElementById(button.dataset.copy)
  if (!source || !navigator.clipboard) continue
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
for (const form of all('form[data-busy]')) {
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
  // Coming back with the browser's button shows the page as it was left.
  addEventListener('pageshow', restore)
}

// Upload: files can also be dropped on the area around the field, and the chosen names are said.
for (const area of all('[data-upload]')) {
  const field = area.querySelector('input[type=file]')
  const list = area.querySelector('[data-upload-list]')
  const size = new Intl.NumberFormat(document.documentElement.lang, {
    style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0,
  })
  const show = () => {
    const lines = Array.from(field.files, (file) => {
      const line = document.createElement('li')
      line.textContent = `${file.name} (${size.format(Math.max(1, file.size / 1000))})`
      return line
    })
    list.replaceChildren(...lines)
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
    if (!event.dataTransfer?.files.length) return
    field.files = event.dataTransfer.files
    show()
  })
}
