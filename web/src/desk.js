// The signing desk: files that go at once, a progress that moves, a mark that is put in its place.

// Files go as soon as they are chosen; the page says so beforehand.
export function atOnce(form) {
  const go = () => {
    const field = form.querySelector('input[type=file]')
    if (field.files.length && form.checkValidity()) form.requestSubmit()
  }
  form.addEventListener('chosen', go)
  form.querySelector('[data-at-once-said]')?.removeAttribute('hidden')
}

// Tells the server that scripts run, so that its page need not reload itself.
export const scripted = (field) => (field.value = '1')

// A work under way: its words and its bar come from the server, every so often; a screen reader hears of
// each quarter.
export function watching(area) {
  const bar = area.querySelector('progress')
  const text = area.querySelector('[data-running-text]')
  const now = area.querySelector('[data-running-now]')
  const status = area.querySelector('[data-running-status]')
  let quarter = 0
  const ask = async () => {
    try {
      const answer = await fetch(area.dataset.running, { headers: { Accept: 'application/json' } })
      if (!answer.ok) return location.reload()
      const state = await answer.json()
      if (state.over) return location.assign(state.over)
      bar.max = state.total
      bar.value = state.done
      text.textContent = state.text
      now.textContent = state.now
      const reached = Math.floor((4 * state.done) / Math.max(1, state.total))
      if (reached > quarter) {
        quarter = reached
        status.textContent = state.text
      }
    } catch {
      // The program was closed, or the computer slept: the next try tells.
    }
    setTimeout(ask, 500)
  }
  setTimeout(ask, 300)
}

// The mark on the page's sketch: it follows the fields, and the fields follow the pointer. Everything the
// pointer does, the fields do too.
export function placing(sketch) {
  const form = sketch.closest('form')
  const mark = sketch.querySelector('[data-mark]')
  const { width: room, height: depth } = sketch.viewBox.baseVal
  const size = { width: Number(mark.getAttribute('width')), height: Number(mark.getAttribute('height')) }
  const margin = Number(sketch.dataset.margin)
  const left = form.querySelector('[name=left]')
  const top = form.querySelector('[name=top]')
  const show = form.querySelector('[name=show]')
  const within = (value, most) => Math.round(Math.min(Math.max(value, 0), Math.max(0, most)) * 10) / 10
  const where = () => form.querySelector('[name=where]:checked')?.value
  const put = (x, y) => {
    mark.setAttribute('x', x)
    mark.setAttribute('y', y)
    sketch.classList.toggle('without-mark', !show.checked)
  }
  const follow = () => {
    const corner = where()
    if (corner && corner !== 'free') {
      left.value = within(corner.endsWith('left') ? margin : room - margin - size.width, room - size.width)
      top.value = within(corner.startsWith('top') ? margin : depth - margin - size.height, depth - size.height)
    }
    put(within(Number(left.value), room - size.width), within(Number(top.value), depth - size.height))
  }
  const free = () => {
    const option = form.querySelector('[name=where][value=free]')
    if (option) option.checked = true
  }
  form.addEventListener('input', (event) => {
    if (event.target === left || event.target === top) free()
    follow()
  })
  const move = (event) => {
    const box = sketch.getBoundingClientRect()
    const scale = room / box.width
    left.value = within((event.clientX - box.left) * scale - size.width / 2, room - size.width)
    top.value = within((event.clientY - box.top) * scale - size.height / 2, depth - size.height)
    show.checked = true
    free()
    follow()
  }
  sketch.addEventListener('pointerdown', (event) => {
    event.preventDefault()
    sketch.setPointerCapture(event.pointerId)
    move(event)
  })
  sketch.addEventListener('pointermove', (event) => {
    if (sketch.hasPointerCapture(event.pointerId)) move(event)
  })
  follow()
}
