//! What an AWS account or a template is: typed resources, facts and gaps.
