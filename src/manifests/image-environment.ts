/** The settings that the template's Dockerfile puts into every image. */
export const imageEnvironment: Readonly<Record<string, string>> = {
  exec_timeout: '10s',
  read_timeout: '15s',
  write_timeout: '15s',
  healthcheck_interval: '5s',
}
