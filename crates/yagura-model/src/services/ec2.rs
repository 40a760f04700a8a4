//! Amazon EC2 and Amazon VPC: instances, their networks, and what keeps others out.

use serde::{Deserialize, Serialize};

use crate::sensitive::Sensitive;
use crate::{Document, Fact};

/// An instance
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-instance.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Instance {
    /// The image it was started from.
    pub image_id: Fact<Option<String>>,
    /// The name of the SSH key pair it was started with.
    pub key_name: Fact<Option<String>>,
    /// The instance profile: its name in a template, its ARN in a live account.
    pub iam_instance_profile: Fact<Option<String>>,
    /// The subnet of its primary interface.
    pub subnet_id: Fact<Option<String>>,
    /// The security groups of its primary interface.
    pub security_group_ids: Fact<Vec<Fact<String>>>,
    /// How its metadata service answers.
    pub metadata_options: Fact<Option<MetadataOptions>>,
    /// The script that runs at its first start, decoded.
    pub user_data: Fact<Option<Sensitive>>,
    /// Its interfaces; in a template only those that it names itself.
    pub network_interfaces: Fact<Vec<Fact<InstanceInterface>>>,
    /// The launch template it is started from; in a template only.
    pub launch_template: Fact<Option<LaunchTemplateSpecification>>,
    /// Its state (`running`, `stopped`, `terminated` …), at run time.
    pub state: Fact<Option<String>>,
    /// Its public IPv4 address, at run time.
    pub public_ip_address: Fact<Option<String>>,
    /// Its VPC, at run time.
    pub vpc_id: Fact<Option<String>>,
}

impl Instance {
    /// Visits the texts that may hold a secret.
    pub fn texts(&mut self, visit: &mut dyn FnMut(&str, &str, &mut Sensitive)) {
        if let Fact::Known(Some(text)) = &mut self.user_data {
            visit("/UserData", "UserData", text);
        }
    }
}

/// How an instance's metadata service answers
/// (<https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct MetadataOptions {
    /// `required` demands IMDSv2, `optional` answers IMDSv1 as well.
    pub http_tokens: Fact<Option<String>>,
    /// How many network hops a token travels.
    pub http_put_response_hop_limit: Fact<Option<i64>>,
    /// `disabled` switches the service off.
    pub http_endpoint: Fact<Option<String>>,
}

/// A network interface of an instance.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct InstanceInterface {
    /// Whether it is given a public IPv4 address; absent: the subnet decides. In a template.
    pub associate_public_ip_address: Fact<Option<bool>>,
    /// Its security groups.
    pub group_set: Fact<Vec<Fact<String>>>,
    /// Its subnet.
    pub subnet_id: Fact<Option<String>>,
    /// The public IPv4 address it has, at run time.
    pub public_ip: Fact<Option<String>>,
    /// Its IPv6 addresses.
    pub ipv6_addresses: Fact<Vec<Ipv6Address>>,
}

/// An IPv6 address of an interface.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Ipv6Address {
    /// The address.
    pub ipv6_address: Option<String>,
}

/// Which launch template, and which version of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct LaunchTemplateSpecification {
    /// Its id.
    pub launch_template_id: Fact<Option<String>>,
    /// Its name.
    pub launch_template_name: Fact<Option<String>>,
}

/// One version of a launch template; a live account gives the default and the latest one
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-launchtemplate.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct LaunchTemplate {
    /// Its name.
    pub launch_template_name: Fact<Option<String>>,
    /// What it starts.
    pub launch_template_data: Fact<LaunchTemplateData>,
    /// The version's number, at run time.
    pub version_number: Fact<Option<i64>>,
    /// Whether this is the default version, at run time.
    pub default_version: Fact<bool>,
}

impl LaunchTemplate {
    /// Visits the texts that may hold a secret.
    pub fn texts(&mut self, visit: &mut dyn FnMut(&str, &str, &mut Sensitive)) {
        if let Fact::Known(data) = &mut self.launch_template_data
            && let Fact::Known(Some(text)) = &mut data.user_data
        {
            visit("/LaunchTemplateData/UserData", "UserData", text);
        }
    }
}

/// What a launch template starts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct LaunchTemplateData {
    /// How the metadata service answers.
    pub metadata_options: Fact<Option<MetadataOptions>>,
    /// The script that runs at the first start, decoded.
    pub user_data: Fact<Option<Sensitive>>,
    /// The name of the SSH key pair.
    pub key_name: Fact<Option<String>>,
    /// The security groups.
    pub security_group_ids: Fact<Vec<Fact<String>>>,
    /// The interfaces.
    pub network_interfaces: Fact<Vec<Fact<LaunchInterface>>>,
}

/// An interface in a launch template.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct LaunchInterface {
    /// Whether it is given a public IPv4 address; absent: the subnet decides.
    pub associate_public_ip_address: Fact<Option<bool>>,
    /// Its security groups.
    pub groups: Fact<Vec<Fact<String>>>,
}

/// A security group with all its rules, its own and those that templates write as separate resources
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html>).
///
/// Each rule has one source, as in CloudFormation; the API's `IpPermissions` are taken apart.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct SecurityGroup {
    /// Its name; `default` for the group that every VPC has.
    pub group_name: Fact<Option<String>>,
    /// What it is for.
    pub group_description: Fact<Option<String>>,
    /// Its VPC.
    pub vpc_id: Fact<Option<String>>,
    /// What may come in.
    pub security_group_ingress: Fact<Vec<Fact<IngressRule>>>,
    /// What may go out; in a template, none written means everything.
    pub security_group_egress: Fact<Vec<Fact<EgressRule>>>,
}

/// A rule for what comes in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct IngressRule {
    /// A protocol's name or number; `-1` is all of them.
    pub ip_protocol: Fact<Option<String>>,
    /// First port (ICMP: the type).
    pub from_port: Fact<Option<i64>>,
    /// Last port (ICMP: the code).
    pub to_port: Fact<Option<i64>>,
    /// From these IPv4 addresses.
    pub cidr_ip: Fact<Option<String>>,
    /// From these IPv6 addresses.
    pub cidr_ipv6: Fact<Option<String>>,
    /// From the addresses of this prefix list.
    pub source_prefix_list_id: Fact<Option<String>>,
    /// From the members of this security group.
    pub source_security_group_id: Fact<Option<String>>,
}

/// A rule for what goes out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct EgressRule {
    /// A protocol's name or number; `-1` is all of them.
    pub ip_protocol: Fact<Option<String>>,
    /// First port.
    pub from_port: Fact<Option<i64>>,
    /// Last port.
    pub to_port: Fact<Option<i64>>,
    /// To these IPv4 addresses.
    pub cidr_ip: Fact<Option<String>>,
    /// To these IPv6 addresses.
    pub cidr_ipv6: Fact<Option<String>>,
    /// To the addresses of this prefix list.
    pub destination_prefix_list_id: Fact<Option<String>>,
    /// To the members of this security group.
    pub destination_security_group_id: Fact<Option<String>>,
}

/// A managed prefix list
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-prefixlist.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PrefixList {
    /// Its name.
    pub prefix_list_name: Fact<Option<String>>,
    /// The account that owns it, `AWS` for the lists of AWS services, at run time.
    pub owner_id: Fact<Option<String>>,
    /// Its entries; not read for lists that AWS owns.
    pub entries: Fact<Vec<Fact<PrefixListEntry>>>,
}

/// An entry of a prefix list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PrefixListEntry {
    /// The addresses.
    pub cidr: Option<String>,
}

/// A network ACL with its entries and subnets
/// (<https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct NetworkAcl {
    /// Its VPC.
    pub vpc_id: Fact<Option<String>>,
    /// Whether it is the one that every VPC has, at run time.
    pub is_default: Fact<bool>,
    /// Its entries, joined from `AWS::EC2::NetworkAclEntry`.
    pub entries: Fact<Vec<Fact<NetworkAclEntry>>>,
    /// Its subnets, joined from `AWS::EC2::SubnetNetworkAclAssociation`.
    pub associations: Fact<Vec<Fact<Association>>>,
}

/// An entry of a network ACL; the one with the lowest number that matches decides.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct NetworkAclEntry {
    /// Its place in the order.
    pub rule_number: Fact<Option<i64>>,
    /// A protocol's number; `-1` is all of them.
    pub protocol: Fact<Option<String>>,
    /// `allow` or `deny`.
    pub rule_action: Fact<Option<String>>,
    /// Whether it is about what goes out.
    pub egress: Fact<bool>,
    /// For these IPv4 addresses.
    pub cidr_block: Fact<Option<String>>,
    /// For these IPv6 addresses.
    pub ipv6_cidr_block: Fact<Option<String>>,
    /// For these ports; absent: all.
    pub port_range: Fact<Option<PortRange>>,
}

/// A range of ports.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PortRange {
    /// First port.
    pub from: Option<i64>,
    /// Last port.
    pub to: Option<i64>,
}

/// What ties a subnet to a route table or a network ACL.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Association {
    /// The subnet.
    pub subnet_id: Option<String>,
    /// Whether it is the VPC's main route table, at run time.
    pub main: bool,
}

/// A route table with its routes and subnets
/// (<https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct RouteTable {
    /// Its VPC.
    pub vpc_id: Fact<Option<String>>,
    /// Its routes, joined from `AWS::EC2::Route`.
    pub routes: Fact<Vec<Fact<Route>>>,
    /// Its subnets, joined from `AWS::EC2::SubnetRouteTableAssociation`.
    pub associations: Fact<Vec<Fact<Association>>>,
}

/// A route.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Route {
    /// To these IPv4 addresses.
    pub destination_cidr_block: Fact<Option<String>>,
    /// To these IPv6 addresses.
    pub destination_ipv6_cidr_block: Fact<Option<String>>,
    /// To the addresses of this prefix list.
    pub destination_prefix_list_id: Fact<Option<String>>,
    /// Through this gateway (internet, virtual private, `local`, a gateway endpoint).
    pub gateway_id: Fact<Option<String>>,
    /// Through this NAT gateway.
    pub nat_gateway_id: Fact<Option<String>>,
    /// `blackhole` where the target is gone, at run time.
    pub state: Fact<Option<String>>,
}

/// An internet gateway.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct InternetGateway {
    /// The VPCs it is attached to, joined from `AWS::EC2::VPCGatewayAttachment`.
    pub attachments: Fact<Vec<GatewayAttachment>>,
}

/// The VPC that an internet gateway is attached to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct GatewayAttachment {
    /// The VPC.
    pub vpc_id: Option<String>,
}

/// A subnet
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-subnet.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Subnet {
    /// Its VPC.
    pub vpc_id: Fact<Option<String>>,
    /// Its addresses.
    pub cidr_block: Fact<Option<String>>,
    /// Whether what starts in it is given a public IPv4 address; off in new subnets.
    pub map_public_ip_on_launch: Fact<bool>,
    /// Whether AWS made it with the default VPC, at run time.
    pub default_for_az: Fact<bool>,
}

/// A VPC.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Vpc {
    /// Its addresses.
    pub cidr_block: Fact<Option<String>>,
    /// Whether AWS made it with the account, at run time; never one of a template.
    pub is_default: Fact<bool>,
}

/// A VPC endpoint
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct VpcEndpoint {
    /// Its VPC.
    pub vpc_id: Fact<Option<String>>,
    /// The service it leads to.
    pub service_name: Fact<Option<String>>,
    /// `Gateway`, `Interface`, `GatewayLoadBalancer` …; in a template, absent is `Gateway`.
    pub vpc_endpoint_type: Fact<Option<String>>,
    /// Its policy; in a template, absent is AWS's default, full access
    /// (<https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html>).
    pub policy_document: Fact<Option<Document>>,
}

/// A flow log.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct FlowLog {
    /// The VPC, subnet or interface whose traffic it records.
    pub resource_id: Fact<Option<String>>,
    /// `ACCEPT`, `REJECT` or `ALL`.
    pub traffic_type: Fact<Option<String>>,
    /// `ACTIVE`, at run time.
    pub flow_log_status: Fact<Option<String>>,
    /// `SUCCESS`, or `FAILED` where the log cannot be delivered, at run time.
    pub deliver_logs_status: Fact<Option<String>>,
}

/// A network interface, whatever it belongs to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct NetworkInterface {
    /// Its subnet.
    pub subnet_id: Fact<Option<String>>,
    /// Its VPC, at run time.
    pub vpc_id: Fact<Option<String>>,
    /// Its security groups.
    pub group_set: Fact<Vec<Fact<String>>>,
    /// What it belongs to (`interface`, `lambda`, `nat_gateway` …).
    pub interface_type: Fact<Option<String>>,
    /// The public IPv4 address it has, at run time.
    pub public_ip: Fact<Option<String>>,
}

/// An EBS volume.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Volume {
    /// Whether it is encrypted; absent in a template: the account's default decides.
    pub encrypted: Fact<Option<bool>>,
    /// The key.
    pub kms_key_id: Fact<Option<String>>,
}

/// An EBS snapshot of the account's own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct EbsSnapshot {
    /// The volume it was taken of.
    pub volume_id: Fact<Option<String>>,
    /// Whether it is encrypted.
    pub encrypted: Fact<bool>,
    /// Whether AWS lists it among the snapshots of which everyone may make volumes; not said by templates
    /// (`RestorableByUserIds`, <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshots.html>).
    pub public: Fact<Option<bool>>,
    /// Who may make volumes of it, besides the account itself.
    pub create_volume_permissions: Fact<Vec<CreateVolumePermission>>,
}

/// Who may make volumes of a snapshot
/// (<https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolumePermission.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CreateVolumePermission {
    /// `all`: every AWS account.
    pub group: Option<String>,
    /// One account.
    pub user_id: Option<String>,
}

/// A NAT gateway
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-natgateway.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct NatGateway {
    /// The subnet it stands in.
    pub subnet_id: Fact<Option<String>>,
    /// `public` (the default) or `private`.
    pub connectivity_type: Fact<Option<String>>,
}

/// An Elastic IP address
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-eip.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Address {
    /// The address; run-time only.
    pub public_ip: Fact<Option<String>>,
    /// The instance it is bound to.
    pub instance_id: Fact<Option<String>>,
    /// The network interface it is bound to; run-time only.
    pub network_interface_id: Fact<Option<String>>,
}

/// A machine image of the account's own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Image {
    /// Its name.
    pub name: Fact<Option<String>>,
    /// Whether every AWS account may start it.
    pub public: Fact<bool>,
}

/// What a region's EC2 does unless told otherwise.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct RegionSettings {
    /// Whether new volumes are encrypted
    /// (<https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html>).
    pub ebs_encryption_by_default: Fact<bool>,
    /// `block-all-sharing`, `block-new-sharing` or `unblocked`
    /// (<https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html>).
    pub snapshot_block_public_access: Fact<Option<String>>,
}
