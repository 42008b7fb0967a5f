// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding

/// In which partnership a message is sent.
struct PartnershipOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The partnership, when it is not the node's own.", valueName: "uri"),
        transform: Reading.partnership)
    var partnership: PartnershipID?

    /// The audience of a message to some agencies: the partnership's URI and theirs.
    func audience(_ agencies: [AgencyID], of node: NodeFile) throws(ToolFailure) -> [String] {
        guard let partnership = partnership ?? node.partnership else {
            throw ToolFailure(.usage, "The node file names no partnership: add --partnership URI")
        }
        return [partnership.uri] + agencies.map(\.uri)
    }
}
