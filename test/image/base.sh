#!/bin/sh
# Makes a stand-in for the image that the template's Dockerfile starts from, where no image can be fetched: Debian from
# debootstrap with this repository's Node.js and this machine's npm and certificates, under the name of the real one.
# Usage: base.sh STORE IMAGE NODE. Where it was made before it is there at once; two callers at a time make it once.
set -eu
store="$1" image="$2" node="$3"
mkdir -p "$store"
exec 9>"$store/lock"
flock 9
[ ! -e "$store/made" ] || exit 0

npm="$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")"
storage() { buildah --root "$store/root" --runroot "$store/run" "$@"; }
storage rm --all >/dev/null
container="$(storage from scratch)"
root="$(storage mount "$container")"
# libatomic1 is in the real one, too: Node.js needs it.
debootstrap --variant=minbase --include=libatomic1 bookworm "$root"
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
cp "$node" "$root/usr/local/bin/node"
mkdir -p "$root/usr/local/lib/node_modules" "$root/usr/local/etc" "$root/etc/ssl/certs"
cp -R "$npm" "$root/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
if [ -e /etc/ssl/certs/ca-certificates.crt ]; then
  cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
  echo 'cafile=/etc/ssl/certs/ca-certificates.crt' >"$root/usr/local/etc/npmrc"
fi
storage config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin --cmd node "$container"
storage commit --quiet --rm "$container" "$image" >/dev/null
touch "$store/made"
