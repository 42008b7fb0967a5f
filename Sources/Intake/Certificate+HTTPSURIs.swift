// SPDX-License-Identifier: Apache-2.0

import Signing

extension Certificate {
    /// The https URIs among its names, of which an agency's certificate has one, exactly: its own URI.
    ///
    /// The scheme counts in whatever letters it is written (RFC 3986 section 3.1), so that no name is
    /// passed over that another program takes. What follows is compared as it stands.
    var httpsURIs: [String] {
        subjectURIs.filter { uri in
            String(decoding: uri.utf8.prefix(6), as: UTF8.self).lowercased() == "https:"
        }
    }
}
