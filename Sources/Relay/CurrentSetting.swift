// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The setting in force: exchanged whole when a load of the configuration was committed.
package final class CurrentSetting: Sendable {
    private let box: Mutex<(setting: Setting, generation: Int)>

    /// Begins with a setting.
    package init(_ setting: Setting) { box = Mutex((setting, 0)) }

    /// What is in force now, and its generation.
    ///
    /// Read apart, a load between the two would pass off the old setting as the new one.
    var both: (setting: Setting, generation: Int) { box.withLock { $0 } }

    /// What is in force now.
    package var setting: Setting { box.withLock { $0.setting } }

    /// Goes up with each load that takes effect, and whenever what was worked out is to be worked out again.
    var generation: Int { box.withLock { $0.generation } }

    /// Has what was worked out under the setting worked out again, as after a load.
    func renew() { box.withLock { $0.generation += 1 } }

    /// Puts a setting in force.
    func exchange(_ setting: Setting) { box.withLock { $0 = (setting, $0.generation + 1) } }
}
