// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Signing

/// Which time stamping authorities are believed.
struct TimeAuthorityOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The certificates of time stamping authorities that you trust, in PEM.",
            valueName: "file"))
    var authorities: String?

    /// Whom to believe about time; nil when nobody is named.
    func trust() throws(ToolFailure) -> TimestampTrust? {
        guard let path = authorities else { return nil }
        let bytes = try Files.read(path, limit: CertificateLimits.listBytes)
        let blocks: [PEMBlock]
        do throws(PEMError) { blocks = try PEMBlock.reading(bytes) } catch {
            throw ToolFailure(.usage, "\(path):\(error.line): \(error.kind.rawValue)")
        }
        let certificates = blocks.filter { $0.label == "CERTIFICATE" }.map(\.bytes)
        do throws(TimestampFault) { return try TimestampTrust(certificates: certificates) } catch {
            throw ToolFailure(.usage, "\(path): \(error)")
        }
    }
}
