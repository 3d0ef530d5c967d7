# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Packages of Debian 13 and its backports on Debian 12. Sourced after common.sh.

# shellcheck disable=SC2154 # what common.sh says

# Quiet, but not when it fails: then all that it had to say.
quietly()
{
	local log

	log=$(mktemp)
	if ! "$@" > "$log" 2>&1 < /dev/null; then
		cat "$log" >&2
		rm -f "$log"
		die "failed: $*"
	fi
	rm -f "$log"
}

# apt as Debian 13 sees it, from the mirror that this machine uses for Debian 12,
# with lists and cache of its own: the machine's sources stay as they are.
debian13()
{
	apt-get -q -o Dir::Etc::sourcelist="$cache/debian13/sources.list" \
		-o Dir::Etc::sourceparts=/dev/null \
		-o Dir::State::lists="$cache/debian13/lists" \
		-o Dir::Cache="$cache/debian13/cache" \
		-o Dir::State::status=/dev/null \
		-o APT::Sandbox::User=root "$@"
}

debian13_update()
{
	local site

	[ -z "${debian13_is_read:-}" ] || return 0
	site=$(apt-get indextargets --format '$(SITE) $(RELEASE)' \
		'Created-By: Packages' | sed -n 's/ bookworm$//p' | head -n 1)
	[ -n "$site" ] || die "no source of Debian 12 (bookworm) in apt's sources"
	say "reading the package lists of Debian 13"
	mkdir -p "$cache"/debian13/{lists,cache}/partial "$cache/debian13/cache/archives/partial"
	cat > "$cache/debian13/sources.list" <<-LIST
		deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $site trixie main
		deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $site trixie-backports main
	LIST
	quietly debian13 update
	debian13_is_read=yes
}

# Prints the path of a package's file.
debian13_download()
{
	local dir

	dir=$(mktemp -d "$cache/debian13/package.XXXXXX")
	(cd "$dir" && quietly debian13 download "$1")
	echo "$dir/$(ls "$dir")"
}

# Prints the path of the package with the whole Linux source. It is fetched once;
# who wants a newer one removes it from the cache.
linux_source_deb()
{
	local kept deb

	kept=$(find "$cache" -maxdepth 1 -name "${linux_source_package}_*.deb" |
		sort -V | tail -n 1)
	if [ -z "$kept" ]; then
		debian13_update
		say "fetching $linux_source_package (about 150 MB)"
		deb=$(debian13_download "$linux_source_package")
		kept=$cache/$(basename "$deb")
		mv "$deb" "$kept"
		rmdir "$(dirname "$deb")"
	fi
	echo "$kept"
}

# untar_linux DEB ARG...: what the arguments make tar take of the source.
untar_linux()
{
	local deb=$1

	shift
	dpkg-deb --fsys-tarfile "$deb" |
		tar -xO "./usr/src/$linux_source_package.tar.xz" |
		xz -dc -T 0 |
		tar -x --strip-components=1 "$@"
}
