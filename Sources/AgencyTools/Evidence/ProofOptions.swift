// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The options of a list that whoever oversees can have proven from the log.
struct ProofOptions: ParsableArguments {
    @Flag(
        help: "For who oversees: read the log, and reckon the list from it before it is shown.")
    var prove = false

    @OptionGroup var witnesses: WitnessOptions

    func validate() throws {
        guard prove || witnesses.witness.isEmpty && witnesses.policy == nil else {
            throw ValidationError("--witness and --policy go with --prove")
        }
    }
}
