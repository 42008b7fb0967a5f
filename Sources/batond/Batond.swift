// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Daemon

/// The program `batond`; all that it does stands in the room `Daemon`.
@main struct Batond {
    static func main() async { await BatondCommand.main() }
}
