//! Writes a tree of Terraform files to measure with: `cargo run --example generate -- DIR [large]`.
//!
//! Small: 14 files with 36 resources. Large: 2,100 files, 233,700 lines, 16,800 resources, in 300 roots with modules.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("which folder?")?;
    let top = Path::new(&folder);
    let large = arguments.next().is_some();
    // A root has 7 files, 44 resources of its own files and calls.
    let roots = if large { 300 } else { 2 };
    let calls = if large { 5 } else { 1 };
    let services = if large { 12 } else { 4 };
    for root in 0..roots {
        write_root(&top.join(format!("roots/r{root:03}")), root, calls, services)?;
    }
    Ok(())
}

fn write_root(folder: &Path, root: usize, calls: usize, services: usize) -> std::io::Result<()> {
    let module = folder.join("modules/store");
    fs::create_dir_all(&module)?;
    fs::write(
        folder.join("variables.tf"),
        "variable \"environment\" {\n  type    = string\n  default = \"prod\"\n}\n\nvariable \"ports\" {\n  type    = list(number)\n  default = [443, 8443]\n}\n\
         \nvariable \"unset\" {\n  type = string\n}\n",
    )?;
    fs::write(
        folder.join("providers.tf"),
        "provider \"aws\" {\n  region = \"eu-west-1\"\n\n  default_tags {\n    tags = {\n      team = \"platform\"\n    }\n  }\n}\n\ndata \"aws_caller_identity\" \"current\" {}\n",
    )?;
    let mut locals = format!("locals {{\n  prefix = \"${{var.environment}}-{root}\"\n  tags = {{\n");
    for at in 0..20 {
        let _ = writeln!(locals, "    key{at} = \"value-{at}-${{var.environment}}\"");
    }
    locals.push_str("  }\n}\n");
    fs::write(folder.join("locals.tf"), locals)?;
    let mut main = String::new();
    for call in 0..calls {
        let _ = writeln!(
            main,
            "module \"store{call}\" {{\n  source   = \"./modules/store\"\n  for_each = toset([\"a\", \"b\"])\n  name     = \"${{local.prefix}}-{call}-${{each.key}}\"\n  tags     = local.tags\n}}\n"
        );
    }
    fs::write(folder.join("main.tf"), main)?;
    fs::write(
        module.join("main.tf"),
        "variable \"name\" {}\n\nvariable \"tags\" {\n  type    = map(string)\n  default = {}\n}\n\nresource \"aws_s3_bucket\" \"this\" {\n  bucket = var.name\n  tags   = merge(var.tags, { Name = var.name })\n}\n\n\
         resource \"aws_s3_bucket_public_access_block\" \"this\" {\n  bucket                  = aws_s3_bucket.this.id\n  block_public_acls       = true\n  block_public_policy     = true\n  ignore_public_acls      = true\n  restrict_public_buckets = true\n}\n\n\
         output \"arn\" {\n  value = aws_s3_bucket.this.arn\n}\n",
    )?;
    let (mut network, mut access) = (String::new(), String::new());
    for at in 0..services {
        let _ = write!(
            network,
            "resource \"aws_security_group\" \"s{at}\" {{\n  name   = \"${{local.prefix}}-s{at}\"\n  vpc_id = \"vpc-0123456789abcdef0\"\n  tags   = local.tags\n\n  dynamic \"ingress\" {{\n    for_each = var.ports\n\n    content {{\n      from_port   = ingress.value\n      to_port     = ingress.value\n      protocol    = \"tcp\"\n      cidr_blocks = [cidrsubnet(\"10.0.0.0/8\", 8, {at})]\n    }}\n  }}\n\n  egress {{\n    from_port   = 0\n    to_port     = 0\n    protocol    = \"-1\"\n    cidr_blocks = [\"0.0.0.0/0\"]\n  }}\n}}\n\n"
        );
        let _ = write!(
            access,
            "data \"aws_iam_policy_document\" \"p{at}\" {{\n  statement {{\n    actions   = [\"s3:GetObject\", \"s3:PutObject\"]\n    resources = [for arn in values(module.store0)[*].arn : \"${{arn}}/*\"]\n\n    condition {{\n      test     = \"StringEquals\"\n      variable = \"aws:PrincipalAccount\"\n      values   = [data.aws_caller_identity.current.account_id]\n    }}\n  }}\n}}\n\n\
             resource \"aws_iam_role\" \"r{at}\" {{\n  name = \"${{local.prefix}}-r{at}\"\n  tags = local.tags\n\n  assume_role_policy = jsonencode({{\n    Version = \"2012-10-17\"\n    Statement = [{{\n      Effect    = \"Allow\"\n      Action    = \"sts:AssumeRole\"\n      Principal = {{ Service = \"lambda.amazonaws.com\" }}\n    }}]\n  }})\n}}\n\n\
             resource \"aws_iam_role_policy\" \"r{at}\" {{\n  role   = aws_iam_role.r{at}.id\n  policy = data.aws_iam_policy_document.p{at}.json\n}}\n\n"
        );
    }
    fs::write(folder.join("network.tf"), network)?;
    fs::write(folder.join("access.tf"), access)?;
    Ok(())
}
