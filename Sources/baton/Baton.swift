// SPDX-License-Identifier: Apache-2.0

import AgencyTools

/// The program `baton`: everything it does is in `AgencyTools`, where tests can reach it.
@main
struct Baton {
    static func main() async { await CommandLineTool.main() }
}
