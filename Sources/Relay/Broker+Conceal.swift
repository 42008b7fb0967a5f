// SPDX-License-Identifier: Apache-2.0

/// How long something took tells what was found; answers that may not tell it wait for a full step.
extension Broker {
    /// What the clock says that is never set, in milliseconds since some moment.
    package var steady: Int64 { world.steady() }

    /// Waits until a whole number of steps has passed since a moment.
    ///
    /// - Parameter began: the moment, by the clock that is never set.
    /// - Parameter step: how long a step is, in milliseconds; 0 waits for nothing.
    package func conceal(since began: Int64, step: Int64) async throws {
        guard step > 0 else { return }
        let passed = max(world.steady() - began, 0)
        try await world.sleep(.milliseconds(step - passed % step))
    }
}
