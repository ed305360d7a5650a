const two = (value: number): string => String(value).padStart(2, '0')

/** `2026/11/23 08:41:26 ` in local time, as Go's `log` package writes it; made once per second. */
export const logDate = (now: () => number): (() => string) => {
  let second = Number.NaN
  let text = ''
  return () => {
    const current = Math.floor(now() / 1000)
    if (current !== second) {
      const date = new Date(current * 1000)
      const day = `${date.getFullYear()}/${two(date.getMonth() + 1)}/${two(date.getDate())}`
      text = `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())} `
      second = current
    }
    return text
  }
}
