// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// All that a command touches outside itself: time, chance, terminal, environment and network.
///
/// The program makes one for itself; a test makes one that it can look into.
package struct Surroundings: Sendable {
    /// What time it is.
    package var now: @Sendable () -> Instant
    /// So many bytes that nobody can guess.
    package var random: @Sendable (Int) -> [UInt8]
    /// Waits.
    package var sleep: @Sendable (Duration) async throws(ToolFailure) -> Void
    /// Where results go.
    package var results: Terminal
    /// Where everything else goes.
    package var notes: Terminal
    /// Everything that comes in on standard input, up to a limit in bytes.
    package var standardInput: @Sendable (Int) throws(ToolFailure) -> [UInt8]
    /// The environment.
    package var environment: [String: String]
    /// Where the program itself stands, when that can be told.
    package var program: String?
    /// How a broker is reached.
    package var exchange: Exchange

    /// Gathers surroundings.
    package init(
        now: @escaping @Sendable () -> Instant, random: @escaping @Sendable (Int) -> [UInt8],
        sleep: @escaping @Sendable (Duration) async throws(ToolFailure) -> Void,
        results: Terminal, notes: Terminal,
        standardInput: @escaping @Sendable (Int) throws(ToolFailure) -> [UInt8],
        environment: [String: String], program: String?, exchange: Exchange
    ) {
        self.now = now
        self.random = random
        self.sleep = sleep
        self.results = results
        self.notes = notes
        self.standardInput = standardInput
        self.environment = environment
        self.program = program
        self.exchange = exchange
    }
}
