//! AWS Systems Manager: parameters, documents, managed instances.
