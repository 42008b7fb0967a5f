// SPDX-License-Identifier: Apache-2.0

/// All the rules that one header breaks, never none.
package struct HeaderFaults: Error, Hashable, Sendable {
    /// The faults in the order in which the rules are listed.
    package let faults: [HeaderFault]

    /// Gathers the faults of one header.
    package init(faults: [HeaderFault]) { self.faults = faults }
}
