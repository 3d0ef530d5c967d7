#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Topology: two circuits; a flowtable of the operator over all devices takes established
#           connections
# Claim: with the rule that ersym(8) gives, what the flowtable forwards takes the
#        circuits of its connection, whatever the main table says, then and later; a
#        packet that comes in on another circuit does not match: the hooks see, count
#        and drop it; a connection that has strayed is not offloaded
# Catches: a flowtable that uses the main table's route for one direction; packets on
#          the wrong path that it forwards unseen

. "$(dirname "$0")/lib.sh"
. "$lib_dir/topo/fastpath.sh"
need_tools ip jq nft tcpdump conntrack
need_ersym

# A flowtable matches the input device of each direction: where a circuit has two links,
# answers on the other link than the requests are not offloaded.
us_links='us-pri: {gateway: [198.51.100.2, "2001:db8:1::2"]}'

# The rule of the manual page: the connection has not strayed (0x7c000000), and its
# reverse route is looked up with the mark (0x001f0000) of the circuit that it came in
# on.
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
