# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Packages of the Debian releases that have the stock kernels, whichever release this
# machine runs. Sourced after common.sh.

# shellcheck disable=SC2154 # what common.sh says

keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# site RELEASE: of the mirror that this machine's apt uses for it.
site()
{
	APT_CONFIG='' apt-get indextargets --format '$(SITE) $(RELEASE)' \
		'Created-By: Packages' | sed -n "s/ $1\$//p" | head -n 1
}

write_lists()
{
	local main security suite

	main=$(site bookworm)
	security=$(site bookworm-security)
	[ -n "$main" ] || die "no source of Debian 12 (bookworm) in apt's sources"
	mkdir -p "$apt_dir"/{lists,cache/archives}/partial
	{
		for suite in "${suites[@]}"; do
			echo "deb [signed-by=$keyring] $main $suite main"
		done
		[ -z "$security" ] ||
			echo "deb [signed-by=$keyring] $security ${suites[0]}-security main"
	} > "$apt_dir/sources.list"
	cat > "$apt_dir/apt.conf" <<- END
		Dir::Etc::sourcelist "$apt_dir/sources.list";
		Dir::Etc::sourceparts "/dev/null";
		Dir::State::lists "$apt_dir/lists";
		Dir::State::status "/dev/null";
		Dir::Cache "$apt_dir/cache";
		APT::Sandbox::User "root";
	END
}

# use_debian SERIES: the release in which SERIES is a stock kernel, for of_debian. Its
# package lists are a day old at most, if the mirror can be reached.
use_debian()
{
	case $1 in
	6.1) suites=(bookworm) ;;
	6.12) suites=(trixie) ;;
	7.2) suites=(trixie trixie-backports) ;;
	*) die "no Debian has kernel $1: 6.1, 6.12 or 7.2" ;;
	esac
	apt_dir=$cache/apt-${suites[-1]}
	(
		exclusively "$(basename "$apt_dir")"
		[ -z "$(find "$apt_dir/read" -mtime -1 2> /dev/null)" ] || exit 0
		say "reading the package lists of ${suites[*]}"
		write_lists
		if of_debian apt-get -q update > "$apt_dir/log" 2>&1 < /dev/null; then
			touch "$apt_dir/read"
		elif [ ! -e "$apt_dir/read" ]; then
			cat "$apt_dir/log" >&2
			die "no package lists of ${suites[*]}"
		fi
	) || exit
	touch "$apt_dir"
}

# of_debian COMMAND...: of apt, with lists and cache of that release: the machine's own
# stay as they are.
of_debian()
{
	APT_CONFIG=$apt_dir/apt.conf "$@"
}

# debian_version PACKAGE
debian_version()
{
	of_debian apt-cache show --no-all-versions "$1" | sed -n 's/^Version: //p'
}

# newest_release SERIES: of its kernels there, as in 6.1.0-56-amd64.
newest_release()
{
	of_debian apt-cache pkgnames "linux-image-$1." |
		sed -n -E 's/^linux-image-([0-9.]+(-[0-9]+|\+deb[0-9]+)-amd64)$/\1/p' |
		sort -V | tail -n 1
}

# download DIR PACKAGE: prints the path of its file there.
download()
{
	local dir deb

	mkdir -p "$1"
	dir=$(mktemp -d "$1/package.XXXXXX")
	if ! (cd "$dir" && of_debian apt-get -q download "$2") > "$dir.log" 2>&1 < /dev/null; then
		cat "$dir.log" >&2
		rm -rf "$dir" "$dir.log"
		die "$2 of ${suites[*]} cannot be downloaded"
	fi
	rm "$dir.log"
	deb=$(basename "$dir"/*.deb)
	mv "$dir/$deb" "$1"
	rmdir "$dir"
	echo "$1/$deb"
}

# linux_source SERIES: the name of the newest Linux source of that release, as in
# linux-source-6.1_6.1.140-1.
linux_source()
{
	echo "linux-source-$1_$(debian_version "linux-source-$1")"
}

# linux_source_deb SOURCE: prints the path of its package, which is fetched once.
linux_source_deb()
{
	local deb=$cache/$1_all.deb

	(
		exclusively "$1"
		[ ! -e "$deb" ] || exit 0
		say "fetching $1 (about 150 MB)"
		download "$cache" "${1%%_*}" > /dev/null
	) || exit
	touch "$deb"
	echo "$deb"
}

# untar_linux DEB ARG...: what the arguments make tar take of the source. Members'
# names begin with that of the package.
untar_linux()
{
	local deb=$1 package

	shift
	package=$(basename "$deb")
	package=${package%%_*}
	dpkg-deb --fsys-tarfile "$deb" |
		tar -xO "./usr/src/$package.tar.xz" |
		xz -dc -T 0 |
		tar -x --strip-components=1 "$@"
}
