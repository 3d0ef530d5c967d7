# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of lib.sh and of the tests
#
# "ersym run" on the edge host, and what manages it: its messages are in $work/notified,
# its lines in $work/service.

# manager_starts: what the service sends its messages to.
manager_starts()
{
	notified "$work/notify" >> "$work/notified" 2>&1 &
	wait_for "notified" has_text "$work/notified" ready
}

# start_service [PREFIX...]: it is ready when this returns.
start_service()
{
	: > "$work/service"
	NOTIFY_SOCKET=$work/notify WATCHDOG_USEC=1000000 ip netns exec "$edge" "$@" \
		"$ERSYM" -c "$work/ersym.yaml" run >> "$work/service" 2>&1 &
	service=$!
	wait_for "the service: $(< "$work/service")" has_text "$work/notified" READY=1
}

# stop_service: it has ended when this returns.
stop_service()
{
	kill "$service"
	wait "$service"
	: > "$work/notified"
}

# says REGEX: a line of the service.
says()
{
	[[ $(< "$work/service") =~ $1 ]]
}
