<?php
defined('_JEXEC') or die;
define('JPATH_ADMINISTRATOR', JPATH_BASE . '/administrator');
