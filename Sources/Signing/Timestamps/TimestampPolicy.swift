// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// The object identifier of the policy under which an authority stamps (`TSAPolicyId`).
package struct TimestampPolicy: Sendable, Hashable {
    /// Its encoded arcs.
    let arcs: [UInt8]
    /// It in dotted form, such as `1.3.6.1.4.1.57264.2`.
    package let dotted: String

    /// Reads dotted form; nil when the text is no object identifier.
    package init?(_ dotted: String) {
        guard let object = OBJ_txt2obj(dotted, 1) else {
            ERR_clear_error()
            return nil
        }
        defer { ASN1_OBJECT_free(object) }
        self.init(object)
        // OpenSSL overlooks a dot at the end, and the like.
        guard self.dotted.utf8.elementsEqual(dotted.utf8) else { return nil }
    }

    /// Copies what OpenSSL parsed.
    init(_ object: OpaquePointer) {
        arcs = CValue.arcs(of: object)
        dotted = CValue.dotted(object)
    }
}

extension TimestampPolicy: CustomStringConvertible {
    /// The dotted form.
    package var description: String { dotted }
}
