#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; a flowtable of the operator's over all devices takes
#           connections that are established
# Claim: by the rule of ersym(8), what the flowtable forwards takes the circuits of its
#        connection, whatever the main table says, when it is taken and later; a
#        packet that comes in on another circuit is no match: it is seen, counted
#        and dropped as ever; a connection that has strayed is not taken
# Catches: a flowtable that is given the main table's route for a direction; wrong
#          packets that it forwards unseen

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/fastpath.sh"
need_tools ip jq nft tcpdump conntrack
need_ersym

# The flowtable knows connections by the devices of both ways: of a circuit with two
# links, answers by the other one than requests take no part in it.
us_links='us-pri: {gateway: [198.51.100.2, "2001:db8:1::2"]}'

# The rule as in the manual page: nothing has strayed (0x7c000000), and the route
# back is looked up with the mark of the circuit that the connection came in on
# (0x001f0000).
fastpath_up()
{
	in_ns "$edge" nft -f - > "$work/nft" 2>&1 <<- END || skip "no flowtables: $(cat "$work/nft")"
		table inet fast {
			flowtable fast {
				hook ingress priority filter
				devices = { lan, dmz, us-pri, us-sec, eu-pri }
			}
			chain forward {
				type filter hook forward priority filter + 1
				ct state established ct direction original ct mark & 0x7c000000 == 0 meta mark set ct mark & 0x001f0000 flow add @fast
			}
		}
	END
}

outbound_warned()
{
	outbound_pinned
	warns 'link eu-pri is in flowtable fast of table fast'
}

test_case "outbound: pinned, also when the main table moves" outbound_warned
test_case "inbound over the other circuit: pinned, also when the main table changes" \
	inbound_other
test_case "answers of a taken connection on the wrong circuit, flag" answers_flagged
test_case "answers of a taken connection on the wrong circuit, drop" answers_dropped
test_case "requests of a taken connection on the wrong circuit, drop" requests_dropped
test_case "a connection that has strayed is not taken" strayed_first
run_tests "$@"
