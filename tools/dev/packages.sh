# SPDX-License-Identifier: Apache-2.0
# Installs the Debian packages that packages.txt names. Sourced by ./dev. No service that a package brings is started on
# the user's machine: a policy-rc.d that refuses stands while apt works, and units that came along are disabled.

policy=/usr/sbin/policy-rc.d
policy_mark="written by Cardea's ./dev while apt works; safe to delete"

# The packages of the sections named, one a line.
packages_of() {
  awk -v wanted=" $* " '/^\[/ { gsub(/[][]/, ""); take = index(wanted, " " $1 " "); next }
                        take && /^[a-z0-9]/ { print $1 }' packages.txt | sort -u
}

missing_of() {
  local name
  for name in $(packages_of "$@"); do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) == installed ]] || echo "$name"
  done
}

is_debian_12() {
  [[ -r /etc/os-release ]] && (. /etc/os-release && [[ $ID == debian && ${VERSION_ID:-} == 12 ]])
}

as_root() {
  if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi
}

# An existing policy is kept aside and put back, also one that a killed run left behind.
hold_services() {
  if [[ -e $policy ]] && ! grep -q "$policy_mark" "$policy"; then
    as_root mv "$policy" "$policy.before-cardea"
  fi
  printf '#!/bin/sh\n# %s\nexit 101\n' "$policy_mark" | as_root tee "$policy" >/dev/null
  as_root chmod 755 "$policy"
}

release_services() {
  if [[ -e $policy ]] && grep -q "$policy_mark" "$policy"; then as_root rm -f "$policy"; fi
  if [[ -e $policy.before-cardea ]]; then as_root mv "$policy.before-cardea" "$policy"; fi
}

installed_now() {
  dpkg-query -W -f '${binary:Package}\n' | sort
}

disable_unit() {
  echo "  $1 came along and stays off"
  if command -v systemctl >/dev/null; then as_root systemctl disable --quiet "$1.service" || true
  elif command -v update-rc.d >/dev/null; then as_root update-rc.d "$1" disable || true
  fi
}

# Services of packages that were not there before would start at the next boot.
disable_services_since() {
  local name
  for name in $(comm -13 <(echo "$1") <(installed_now) | xargs -r dpkg -L |
                sed -n 's|.*/systemd/system/\([^/@]*\)\.service$|\1|p' | sort -u); do
    disable_unit "$name"
  done
}

refuse_install() {
  echo "./dev installs on Debian 12 (bookworm) only: elsewhere run it in a Debian 12 container or virtual machine," \
       "or provide what packages.txt names yourself and set CARDEA_SKIP_INSTALL=1." >&2
  exit 1
}

# Makes sure that the packages of the sections named are there.
need() {
  local missing before
  [[ -z ${CARDEA_SKIP_INSTALL:-} ]] || return 0
  is_debian_12 || refuse_install
  missing=$(missing_of "$@")
  [[ -n $missing ]] || return 0
  echo "Installing from Debian ($*):" $missing
  if [[ $(id -u) != 0 ]] && ! command -v sudo >/dev/null; then
    echo "This needs root, and there is no sudo here. As root: apt-get update &&" \
         "apt-get install --no-install-recommends" $missing >&2
    exit 1
  fi
  before=$(installed_now)
  trap release_services EXIT
  hold_services
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
  release_services
  trap - EXIT
  disable_services_since "$before"
}
